import { PAGED, SERVER } from './support/catalog.ts';
import { BODY_BYTES, openHouse } from './support/deployment.ts';
import { judge } from './support/judge.ts';
import { bodyOf, type Call, headersOf, META, posted, rightCall } from './support/requests.ts';
import type { Sent } from './support/ways.ts';

/**
 * What a caller sends comes back in errors, ids and results. However much it is, and however it grows when it is escaped, the
 * answer has to fit what a load balancer takes of a function; one that does not is a 502.
 */

const house = await openHouse();

/** Two bytes in a body, four in the answer, as it is escaped twice on its way. */
const BIG = '"'.repeat(BODY_BYTES / 2 - 2_000);
const KEYS = JSON.parse(`{${Array.from({ length: 40_000 }, (_, n) => `"k${n}":0`).join(',')}}`);
const call = (name: string, args: object): Call => ({
  method: 'tools/call',
  params: { name, arguments: JSON.parse(JSON.stringify(args)) },
});
const ref = (more: object) => ({ type: 'ref/prompt', name: 'review', ...more });

const CALLS: readonly (readonly [string, Call])[] = [
  ['method', { method: BIG, params: {} }],
  ['tool', call(BIG, {})],
  ['argument that no tool knows', call('typed', { text: 'a', [BIG]: 1 })],
  ['argument of the wrong kind', call('typed', { text: BIG })],
  ['list of wrong arguments', call('lists', { texts: Array.from({ length: 200_000 }, () => 1) })],
  ['list that may not repeat', call('lists', { different: Array.from({ length: 150_000 }, (_, n) => n) })],
  ['list where something is sought', call('lists', { some: Array.from({ length: 200_000 }, () => 'a') })],
  ['object of wrong arguments', call('typed', { text: 'a', ...KEYS })],
  ['argument of wrong keys', call('keys', KEYS)],
  ['question', call('confirmed', { id: BIG })],
  ['mirrored argument', call('headers', { region: BIG })],
  ['mirrored object', call('headers', { region: { [BIG]: 1 } })],
  ['prompt', { method: 'prompts/get', params: { name: BIG } }],
  ['prompt argument', { method: 'prompts/get', params: { name: 'echo', arguments: { text: BIG } } }],
  ['uri', { method: 'resources/read', params: { uri: BIG } }],
  ['cursor', { method: 'tools/list', params: { cursor: BIG } }],
  [
    'reference',
    { method: 'completion/complete', params: { ref: ref({ name: BIG }), argument: { name: 'a', value: '' } } },
  ],
  ['completed', { method: 'completion/complete', params: { ref: ref({}), argument: { name: BIG, value: '' } } }],
  ['version', { method: 'initialize', params: { protocolVersion: BIG } }],
  ['state', { method: 'tools/call', params: { name: 'confirmed', arguments: { id: 'a' }, requestState: BIG } }],
  ['task', { method: 'tasks/get', params: { taskId: BIG } }],
  ['filter', { method: 'subscriptions/listen', params: { notifications: { resourceSubscriptions: [BIG] } } }],
];

describe.each<Sent['way']>(['alb', 'api'])('by %s', (way) => {
  describe.each([
    ['of 2026-07-28', true],
    ['of before', false],
  ])('%s', (_era, modern) => {
    test.each(CALLS)('a huge %s is answered', async (_what, asked) => {
      const named = headersOf(asked, modern).filter(([name]) => name !== 'mcp-name' && name !== 'mcp-method');
      const short = headersOf({ ...asked, method: asked.method.slice(0, 100) }, modern);
      for (const headers of [short, named]) {
        const sent = posted(way, headers, JSON.stringify(bodyOf(asked, modern)));
        judge(sent, await house.send(sent));
      }
    });

    test('a huge id is answered, and not sent back', async () => {
      const asked = { method: 'tools/list', params: {} };
      for (const id of [BIG, 'x'.repeat(1_025)]) {
        const sent = posted(way, headersOf(asked, modern), JSON.stringify({ ...bodyOf(asked, modern), id }), PAGED);
        expect(judge(sent, await house.send(sent))[0]).toMatchObject({ error: { code: -32600 } });
      }
    });
  });

  test('a version of a request that is huge is answered', async () => {
    const asked = { method: 'tools/list', params: {} };
    for (const version of [BIG.slice(0, 400_000)]) {
      const _meta = { ...META, 'io.modelcontextprotocol/protocolVersion': version };
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta } });
      const headers = headersOf(asked, true).map(([name, value]) =>
        name === 'mcp-protocol-version' ? ([name, version] as const) : ([name, value] as const),
      );
      const sent = posted(way, headers, body);
      judge(sent, await house.send(sent));
    }
  });

  test.each([SERVER, PAGED])('a batch of many lists of %s is answered', async (server) => {
    const one = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/list', params: {} });
    const body = JSON.stringify(Array.from({ length: 50 }, (_, id) => one(id)));
    const sent = posted(way, [['content-type', 'application/json']], body, server);
    const messages = judge(sent, await house.send(sent));
    expect(messages.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, id) => id));
  });

  test('a batch with a huge part is answered', async () => {
    const body = `[${'{"jsonrpc":"2.0","id":1,"method":"x"},'.repeat(49)}${rightCall(call('typed', { [BIG]: 1 })).body}]`;
    const sent = posted(way, [['content-type', 'application/json']], body);
    judge(sent, await house.send(sent));
  });
});
