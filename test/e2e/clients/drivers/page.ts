/** The page that headless Chromium opens: SDK v1 in a browser, whose outcome it posts to the server that it came from. */
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { runSteps, type StepResult } from '../steps.ts';
import { type SessionTransport, sdkV1 } from './sdk-v1.ts';

const post = async (path: string, value: unknown): Promise<void> => {
  await fetch(path, { method: 'POST', body: JSON.stringify(value) });
};

const { endpoint } = (await (await fetch('/target')).json()) as { readonly endpoint: string };
const subject = sdkV1(
  () => new Client({ name: 'spillway-matrix', version: '1.0.0' }),
  (url) => new StreamableHTTPClientTransport(new URL(url)) as SessionTransport,
);
await runSteps(subject, endpoint, (result: StepResult) => post('/step', result));
await post('/end', {});
