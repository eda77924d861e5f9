import fc from 'fast-check';
import type { Item } from '../../../../lambda/table/index.ts';
import { SERVER } from './catalog.ts';
import { openHouse } from './deployment.ts';
import { judge } from './judge.ts';
import { nearlyRight, posted } from './requests.ts';
import { inventions } from './tokens.ts';

/**
 * Runs as a process of its own: sends one instance a great many hostile requests, and prints what its heap held before and after.
 * Takes how many as its argument; needs `--expose-gc`.
 */

const requests = Number(process.argv[2]);
const WARM_UP = 4_000;
const AT_ONCE = 20;

let unhandled = 0;
process.on('unhandledRejection', () => {
  unhandled += 1;
});

const house = await openHouse();
const names = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnop'), minLength: 8, maxLength: 60 });

/** Names, URIs, cursors and servers that are new each time, as whatever is kept by them would grow without end. */
const fresh = fc.tuple(names, inventions, fc.nat(4)).map(([name, token, kind]) => {
  const known = [
    { method: 'tools/call', params: { name } },
    { method: 'prompts/get', params: { name } },
    { method: 'resources/read', params: { uri: `target://items/${name}` } },
    { method: 'tools/list', params: { cursor: token } },
    { method: 'ping', params: {} },
  ];
  const body = JSON.stringify({ jsonrpc: '2.0', id: name, ...known[kind] });
  const headers = [
    ['content-type', 'application/json'],
    ['mcp-session-id', token],
    [name, token],
  ] as const;
  return posted('api', headers, body, kind === 4 ? name : SERVER);
});
const any = fc.oneof(nearlyRight, fresh);

/** What the tests' own table remembers is no memory of the function's. */
const shown = new Set(house.table.items.keys());
function forget(): void {
  house.table.reads.length = 0;
  house.state.table.reads.length = 0;
  house.state.started.length = 0;
  (house.state.table.items as Map<string, Item>).clear();
  if (house.table.items.size !== shown.size) throw new Error('something wrote to the catalogue');
}

async function send(count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += AT_ONCE) {
    for (const request of fc.sample(any, AT_ONCE)) {
      const answer = await house.send(request);
      try {
        judge(request, answer);
      } catch (error) {
        throw new Error(`for ${JSON.stringify(request).slice(0, 4_000)}`, { cause: error });
      }
    }
    forget();
  }
}

function heapBytes(): number {
  for (let times = 0; times < 3; times += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

await send(WARM_UP);
const before = heapBytes();
await send(requests);
const after = heapBytes();
process.stdout.write(`${JSON.stringify({ before, after, unhandled })}\n`);
