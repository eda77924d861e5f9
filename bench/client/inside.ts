/** Runs inside the bundle of `bench/client.ts`: one way to call tools, in a process of its own, which does what the parent asks. */
import { setTimeout as pause } from 'node:timers/promises';
import { percentile } from '../first-result/percentile.ts';
import { watchPeakMemory } from '../support/peak-memory.ts';
import { FEW_PARTS, MANY_PARTS, TOOL } from './answers.ts';
import type { FirstParts, ManyParts, Memory, RoundTrips, Task } from './tasks.ts';
import { type Connect, type Connected, WAYS } from './ways/index.ts';

const CALLS = 100;
/** A client may send requests that its call does not wait for. */
const QUIET_MS = 100;

const [name = ''] = process.argv.slice(2);
const way = WAYS.find((each) => each.name === name);
if (way === undefined) throw new Error(`no way is named ${name}`);
const connect = await way.load();
const connections = new Map<string, Promise<Connected>>();

process.on('message', (task: Task) => {
  perform(task).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once('disconnect', () => process.exit());
process.send?.('ready');

function perform(task: Task): Promise<FirstParts | ManyParts | Memory | RoundTrips> {
  if (task.kind === 'round trips') return countRoundTrips(connect, task);
  const connected = connections.get(task.url) ?? connect(task.url, fetch);
  connections.set(task.url, connected);
  if (task.kind === 'first parts') return timeFirstParts(connected);
  return task.kind === 'memory' ? measureMemory(connected) : measureManyParts(connected);
}

async function timeFirstParts(connecting: Promise<Connected>): Promise<FirstParts> {
  const connected = await connecting;
  const times: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    const startedAt = performance.now();
    let firstAt: number | undefined;
    await verified(connected, FEW_PARTS, () => {
      firstAt ??= performance.now();
    });
    times.push((firstAt ?? Number.NaN) - startedAt);
  }
  return { p50: percentile(times, 0.5) };
}

async function measureManyParts(connecting: Promise<Connected>): Promise<ManyParts> {
  const connected = await connecting;
  const before = process.cpuUsage();
  await verified(connected, MANY_PARTS, () => {});
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1_000 };
}

async function measureMemory(connecting: Promise<Connected>): Promise<Memory> {
  const connected = await connecting;
  // What every call needs is there: code, connection, buffers.
  await verified(connected, FEW_PARTS, () => {});
  globalThis.gc?.();
  const peak = watchPeakMemory();
  await verified(connected, MANY_PARTS, () => {});
  return { peakBytes: peak() };
}

/** Calls the tool, and waits until every part has been handed over. */
async function verified(connected: Connected, parts: number, onPart: () => void): Promise<void> {
  let seen = 0;
  await connected.call(TOOL, { parts }, () => {
    seen += 1;
    onPart();
  });
  // SDKs hand parts over in microtasks of their own.
  await new Promise((resolve) => setImmediate(resolve));
  if (seen !== parts) throw new Error(`${name}: ${seen} of ${parts} parts arrived`);
}

async function countRoundTrips(
  connectTo: Connect,
  { url, tool, args }: Task & { kind: 'round trips' },
): Promise<RoundTrips> {
  const requests: number[] = [];
  for (let connection = 0; connection < 2; connection++) {
    let count = 0;
    const counting: typeof fetch = (input, init) => {
      count += 1;
      return fetch(input, init);
    };
    const connected = await connectTo(url, counting);
    await connected.call(tool, args, () => {});
    await pause(QUIET_MS);
    requests.push(count);
    await connected.close();
  }
  const [first = Number.NaN, second = Number.NaN] = requests;
  return { first, second };
}
