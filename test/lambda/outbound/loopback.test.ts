import { createAddressGuard } from '../../../lambda/outbound/guard.ts';
import { prepareHttp } from '../../../lambda/targets/http/index.ts';
import { httpTarget } from '../../../lambda/targets/http/publish.ts';
import type { TargetEnvironment } from '../../../lambda/targets/types.ts';
import { startUpstream, type Upstream } from '../targets/http/upstream.ts';
import { callContext, environment, toolOf } from '../targets/support.ts';

let upstream: Upstream;
let port: string;
beforeAll(async () => {
  upstream = await startUpstream();
  port = new URL(upstream.origin).port;
});
afterAll(() => upstream.close());

const loopback = async () => [{ address: '127.0.0.1', family: 4 }];

async function call(host: string, stage: Partial<TargetEnvironment>, target = {}): Promise<unknown> {
  const tool = toolOf({ type: 'http', url: `http://${host}:${port}/2018-06-01/runtime/invocation/next`, ...target });
  return prepareHttp(tool, environment({ resolveHost: loopback, ...stage }))({}, callContext());
}

describe('a deployed function', () => {
  test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '[::]', 'localhost', 'inside.example'])(
    'refuses %s even if the stage lists it',
    async (host) => {
      const allowedNetworks = ['127.0.0.0/8', '::1/128', '0.0.0.0/0', '::/0'];

      await expect(call(host, { allowedNetworks, loopback: false })).rejects.toThrow('may not call');
    },
  );

  test('reaches the other networks that the stage lists', () => {
    const allows = createAddressGuard(['0.0.0.0/0', '::/0']);

    expect(['10.0.0.1', '192.168.1.1', 'fd00::1', '::ffff:10.0.0.1'].map(allows)).toEqual([true, true, true, true]);
  });
});

describe("Lambda's Runtime API", () => {
  test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '2130706433', 'localhost', 'inside.example'])(
    'is refused at %s, also in the local stack',
    async (host) => {
      await expect(call(host, { runtimeApi: `127.0.0.1:${port}` })).rejects.toThrow('may not call');
    },
  );

  test('is refused after a redirect', async () => {
    const redirecting = await startUpstream((_, response) =>
      response.writeHead(307, { location: `http://localhost:${port}/` }).end(),
    );
    const tool = toolOf({ type: 'http', url: redirecting.origin, redirects: [`localhost:${port}`] });
    const run = prepareHttp(tool, environment({ runtimeApi: `127.0.0.1:${port}` }));

    await expect(run({}, callContext())).rejects.toThrow('may not call localhost');
    await redirecting.close();
  });

  test.each(['169.254.100.1', '[::ffff:169.254.100.1]', '[64:ff9b::169.254.100.1]'])(
    'is refused at the address of a newer runtime, %s, on a stage that lists link-local addresses',
    async (host) => {
      const stage = { runtimeApi: `169.254.100.1:${port}`, allowedNetworks: ['169.254.0.0/16'], loopback: false };

      await expect(call(host, stage)).rejects.toThrow('may not call');
    },
  );

  test('does not take its neighbours along', async () => {
    await expect(call('127.0.0.1', { runtimeApi: '127.0.0.1:9' })).resolves.toHaveProperty('content');
  });
});

describe('a credential', () => {
  test.each([
    ['http://evil.localhost/t', true],
    ['http://localhost.example/t', true],
    ['http://localhost/t', false],
    ['http://127.0.0.1:8080/t', false],
    ['https://evil.localhost/t', false],
  ])('sent to %s: refused is %s', async (url, isRefused) => {
    const bearer = toolOf({ type: 'http', url, auth: { type: 'bearer', secret: 'a' } });
    const oauth2 = { type: 'oauth2', secret: 'a', clientId: 'b', tokenUrl: url };
    const token = toolOf({ type: 'http', url: 'https://example.com/x', auth: oauth2 });

    expect((await httpTarget.check(bearer)).length > 0).toBe(isRefused);
    expect((await httpTarget.check(token)).length > 0).toBe(isRefused);
  });

  test('of a role signs only for hosts that the server lists', async () => {
    const auth = { type: 'sigv4', service: 'sts', region: 'us-east-1', role: 'r' };

    await expect(call('127.0.0.1', {}, { auth })).rejects.toThrow(/may not send a secret to 127.0.0.1.*`hosts`/);
  });
});
