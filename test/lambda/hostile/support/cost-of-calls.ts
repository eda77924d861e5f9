import { watchPeakMemory } from '../../../../bench/support/peak-memory.ts';
import { createTestServer } from '../../protocol/support/server.ts';
import { COSTLY_CALLS, requestOf } from './costly-calls.ts';

/** Runs as a process of its own: makes each costly call once, and prints what it took. Needs `--expose-gc`. */

const costs: Record<string, { readonly cpuMs: number; readonly memoryMb: number }> = {};
for (const [name, call] of Object.entries(COSTLY_CALLS)) {
  const server = createTestServer([call.tool]);
  const [body, headers] = requestOf(call);
  const text = JSON.stringify(body);
  globalThis.gc?.();
  const peak = watchPeakMemory();
  const start = process.cpuUsage();
  await server.post(text, headers);
  const { user, system } = process.cpuUsage(start);
  costs[name] = { cpuMs: (user + system) / 1_000, memoryMb: peak() / 1_000_000 };
}
console.log(JSON.stringify(costs));
