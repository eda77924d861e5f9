import {
  type Connect,
  connectV1,
  connectV2,
  connectV2Legacy,
  type SdkClient,
} from '../client/transport/support/sdk-clients.ts';
import { begin, gate, line } from './streams/support/rows.ts';
import { type Studio, startStudio } from './streams/support/studio.ts';
import { startWorkshop, type Workshop } from './support/workshop.ts';

const CLIENTS: readonly (readonly [string, Connect])[] = [
  ['SDK v1', connectV1],
  ['SDK v2', connectV2],
  ['SDK v2 as it is by default', connectV2Legacy],
];

const clients: SdkClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

async function connected(connect: Connect, ...args: Parameters<Connect>): Promise<SdkClient> {
  const client = await connect(...args);
  clients.push(client);
  return client;
}

describe('partial results', () => {
  let studio: Studio;

  beforeAll(async () => {
    studio = await startStudio();
  });
  afterAll(() => studio.stop());

  test.each(CLIENTS)('%s receives rows while the upstream still works, and the whole result', async (_, connect) => {
    const door = gate();
    const path = studio.upstream.behave(async (response) => {
      begin(response, { n: 1 });
      await door.opened;
      response.end(line({ n: 2 }));
    });
    const rows: unknown[] = [];
    const onOther = ({ method, params }: { method: string; params?: unknown }) => {
      if (method !== 'notifications/tools/partial_result') return;
      rows.push(params);
      door.open();
    };

    const client = await connected(connect, { url: studio.url }, { onOther });
    const text = await client.call('lines', { path });

    expect(text).toContain('{"n":1}');
    expect(rows[0]).toMatchObject({ seq: 0, content: [{ type: 'text' }] });
    expect(rows[0]).toHaveProperty('partialResultToken');
  });

  test.each(CLIENTS)('%s closes the connection when the caller aborts', async (_, connect) => {
    const aborter = new AbortController();
    const path = studio.upstream.behave((response) => {
      begin(response, { n: 1 });
      response.on('close', () => undefined);
    });
    const client = await connected(connect, { url: studio.url }, { onOther: () => aborter.abort() });

    await expect(client.call('lines', { path }, { signal: aborter.signal })).rejects.toThrow(/abort/i);
  });
});

describe('round trips', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await startWorkshop();
  });
  afterAll(() => workshop.stop());

  test.each(CLIENTS)('%s needs one to connect, and none the second time', async (name, connect) => {
    // Each client has its own URL, because a process asks a server only once.
    const url = `${workshop.endpoint}/mcp/workshop?${new URLSearchParams({ name })}`;

    const [, first] = await workshop.watch(() => connected(connect, { url }));
    const [, second] = await workshop.watch(() => connected(connect, { url }));

    expect(first).toMatchObject([{ method: 'POST', status: 200 }]);
    expect(second).toEqual([]);
  });

  test.each(CLIENTS)('%s calls a tool that mirrors an argument, with and without a list before', async (_, connect) => {
    const client = await connected(connect, { url: `${workshop.endpoint}/mcp/workshop` });

    const [, unlisted] = await workshop.watch(() => client.call('order_parts', { part: 'cog', site: 'Zürich' }));
    await client.tools();
    const [text, listed] = await workshop.watch(() => client.call('order_parts', { part: 'cog', site: 'Zürich' }));

    expect(unlisted.map(({ status }) => status)).toEqual([400, 200, 200]);
    expect(listed.map(({ status }) => status)).toEqual([200]);
    expect(text).toContain('Z%C3%BCrich');
  });
});
