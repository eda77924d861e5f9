import { showInTerminal } from '../../../examples/agent/terminal.ts';
import { failureOf, startShop, until } from '../../client/support/shop.ts';

test('when one agent fails, the other is stopped', async () => {
  let [isWaiting, isClosed] = [false, false];
  const shop = await startShop(async (response, { headers }) => {
    if (headers.accept?.includes('json-lines')) {
      await until(() => isWaiting);
      response.writeHead(401).end();
      return;
    }
    isWaiting = true;
    response.on('close', () => {
      isClosed = true;
    });
  });

  const failure = await failureOf(showInTerminal(shop.client, { region: 'Europe', pauseMs: 0 }, () => {}));

  expect(failure).toMatchObject({ name: 'CredentialsRefused' });
  await until(() => isClosed);
  await shop.close();
});
