import * as v2 from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { begin, gate, line } from './support/rows.ts';
import { type Studio, startStudio } from './support/studio.ts';

const identity = { name: 'spillway-tests', version: '1.0.0' };

/** Calls a tool and tells of progress as it comes. */
type Call = (
  name: string,
  args: Record<string, unknown>,
  onprogress: (progress: { readonly progress: number }) => void,
) => Promise<{ readonly content?: unknown }>;

describe('standard clients that know nothing of partial results', () => {
  let studio: Studio;
  let url: URL;

  beforeAll(async () => {
    studio = await startStudio();
    url = new URL(studio.url);
  });
  afterAll(() => studio.stop());

  async function withV2<T>(mode: v2.VersionNegotiationMode, use: (call: Call) => Promise<T>): Promise<T> {
    const client = new v2.Client(identity, { versionNegotiation: { mode } });
    await client.connect(new v2.StreamableHTTPClientTransport(url));
    return use((name, args, onprogress) => client.callTool({ name, arguments: args }, { onprogress })).finally(() =>
      client.close(),
    );
  }

  async function withV1<T>(use: (call: Call) => Promise<T>): Promise<T> {
    const client = new ClientV1(identity);
    const transport = new TransportV1(url);
    // The SDK's own types disagree under exactOptionalPropertyTypes: its transport may have no session id, its interface may not.
    await client.connect(transport as Parameters<ClientV1['connect']>[0]);
    return use(async (name, args, onprogress) => {
      const { content } = await client.callTool({ name, arguments: args }, undefined, { onprogress });
      return { content };
    }).finally(() => client.close());
  }

  test.each<[string, <T>(use: (call: Call) => Promise<T>) => Promise<T>]>([
    ['the v2 client in revision 2026-07-28', (use) => withV2({ pin: '2026-07-28' }, use)],
    ['the v2 client in its legacy era', (use) => withV2('legacy', use)],
    ['the v1 client', withV1],
  ])('%s sees rows counted while the upstream still works, and the whole result', async (_, withClient) => {
    const door = gate();
    const path = studio.upstream.behave(async (response) => {
      begin(response, { n: 1 });
      await door.opened;
      response.end(line({ n: 2 }));
    });
    const seen: number[] = [];
    const result = await withClient((call) =>
      call('lines', { path }, ({ progress }) => {
        seen.push(progress);
        door.open();
      }),
    );
    expect(seen[0]).toBe(1);
    expect(seen).toEqual(seen.toSorted());
    expect(result.content).toEqual([{ type: 'text', text: '[{"n":1},{"n":2}]' }]);
  });
});
