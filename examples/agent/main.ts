/** `npm run agent`: the agent in this terminal; with `--page`, the web page on which it runs. */
import { parseArgs } from 'node:util';
import { SpillwayClient } from '../../client/index.ts';
import { servePage } from './server.ts';
import { showInTerminal } from './terminal.ts';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      endpoint: { type: 'string', default: 'http://127.0.0.1:8787' },
      region: { type: 'string', default: 'Europe' },
      'pause-ms': { type: 'string', default: '100' },
      page: { type: 'boolean', default: false },
      port: { type: 'string', default: '8795' },
    },
  });
  if (values.page) {
    const { url } = await servePage({ endpoint: values.endpoint, port: Number(values.port) });
    console.log(`The agent's page is ${url}\nCtrl-C ends it.`);
    return;
  }
  const key = process.env.SPILLWAY_KEY;
  const client = new SpillwayClient({ url: values.endpoint, ...(key && { headers: { 'x-api-key': key } }) });
  const question = { region: values.region, pauseMs: Number(values['pause-ms']) };
  await showInTerminal(client, question, (line) => console.log(line));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
