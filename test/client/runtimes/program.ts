/** What must work in every runtime; bundled and run there, so that it uses nothing but the package and the language. */
import type { SpillwayClient } from '../../../client/index.ts';
import type { SpillwayTransport } from '../../../client/transport/index.ts';

/** The package, as the runtime loaded it. */
export interface LoadedPackage {
  readonly SpillwayClient: typeof SpillwayClient;
  readonly SpillwayTransport: typeof SpillwayTransport;
}

/** What a runtime reports: the same in all of them. */
export interface Report {
  /** Partial results before the result. */
  readonly partials: number;
  /** Rows of the result. */
  readonly rows: number;
  /** The name of the country CH, from `SpillwayClient` and from `SpillwayTransport`. */
  readonly names: readonly string[];
  readonly tools: readonly string[];
  /** The class of the error of a server that does not exist. */
  readonly error: string;
}

const REGION = { region: 'Europe', pauseMs: 2 };
const CALL = { name: 'get_country', arguments: { code: 'CH' } };

/** Uses the package as its README does. */
export async function useIt(loaded: LoadedPackage, endpoint: string): Promise<Report> {
  const client = new loaded.SpillwayClient({ url: endpoint });
  let partials = 0;
  let rows = 0;
  for await (const part of client.call('countries', 'stream_countries', REGION)) {
    if (part.type === 'partial') partials += 1;
    if (part.type === 'result') rows = part.result.content.length;
  }
  const tools: string[] = [];
  for await (const { name } of client.tools('countries')) tools.push(name);
  const called = await client.call('countries', CALL.name, CALL.arguments).result();
  const failed: unknown = await client.discover('nothing').catch((error: unknown) => error);
  return {
    partials,
    rows,
    names: [nameIn(called.content), await transported(loaded, endpoint)],
    tools,
    error: failed instanceof Error ? failed.name : String(failed),
  };
}

/** Calls the tool through the transport, as an SDK of an older revision does. */
async function transported({ SpillwayTransport }: LoadedPackage, endpoint: string): Promise<string> {
  const transport = new SpillwayTransport({ url: `${endpoint}/mcp/countries` });
  const called = new Promise<string>((resolve, reject) => {
    transport.onerror = reject;
    transport.onmessage = (message) => {
      if (!('id' in message) || message.id !== 2) return;
      resolve(nameIn('result' in message ? Object(message.result).content : undefined));
    };
  });
  await transport.start();
  const clientInfo = { name: 'runtimes', version: '1.0.0' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  await transport.send({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  await transport.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  await transport.send({ jsonrpc: '2.0', id: 2, method: 'tools/call', params: CALL });
  const name = await called;
  await transport.close();
  return name;
}

/** The tool returns a country as the JSON text of its only block. */
function nameIn(content: unknown): string {
  return JSON.parse(Object(content)[0].text).name;
}
