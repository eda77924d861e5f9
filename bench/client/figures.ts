import { type Claim, difference, type Figure, figure, type Pair, ratio } from '../support/result.ts';
import type { BundleBytes, Program } from './bundles.ts';
import { LOOPS, type Loop, type LoopTimes } from './loop.ts';
import { OURS, OURS_EVENTS, THEIRS, WITHOUT_SDK } from './ways/index.ts';

/** What was measured of one way, one entry a round. */
export interface WayRounds {
  readonly firstMs: number[];
  readonly cpuMs: number[];
  readonly peakMb: number[];
  /** Requests of the first and the second connection of a process, each with one call. */
  readonly requests: readonly [first: number, second: number];
}

const SDKS = ['v1', 'v2'] as const;
const ENTRIES = ['SpillwayClient', 'SpillwayTransport'] as const satisfies readonly Program[];
const MAX_KILOBYTES = 20;

const firstPart = (way: string) => `${way}, first part`;
const cost = (way: string) => `${way}, processor time`;
const memory = (way: string) => `${way}, memory`;
const connection = (way: string, which: string) => `${way}, ${which} connection and one call`;
const bundle = (program: Program) => `${program}, bundle`;
const wholeBundle = (program: Program) => `${program}, bundle with everything`;
const loopTime = (loop: Loop, what: string) => `loop, ${loop}, ${what}`;
const cut = (what: string) => `loop, cut in time to ${what}`;

const FIRST_ROW = 'first row of the last step';
const ANSWER = 'final answer';
const TIMES = [
  [FIRST_ROW, ({ firstRowMs }: LoopTimes) => firstRowMs],
  [ANSWER, ({ answerMs }: LoopTimes) => answerMs],
] as const;

/** Figures of all ways, by way. */
export function wayFigures(ways: ReadonlyMap<string, WayRounds>): readonly Figure[] {
  const each = [...ways];
  return [
    ...each.map(([name, { firstMs }]) => figure(firstPart(name), 'ms', firstMs)),
    ...each.map(([name, { cpuMs }]) => figure(cost(name), 'ms per 10,000 parts', cpuMs)),
    ...each.map(([name, { peakMb }]) => figure(memory(name), 'MB per 10,000 parts', peakMb)),
    ...each.flatMap(([name, { requests }]) => [
      figure(connection(name, 'first'), 'requests', [requests[0]]),
      figure(connection(name, 'second'), 'requests', [requests[1]]),
    ]),
  ];
}

/** Sizes of programs. */
export function bundleFigures(bundles: ReadonlyMap<Program, BundleBytes>): readonly Figure[] {
  return [...bundles].flatMap(([name, { initial, all }]) => [
    figure(bundle(name), 'KB', [initial / 1_000]),
    ...(all > initial ? [figure(wholeBundle(name), 'KB', [all / 1_000])] : []),
  ]);
}

/** Times of the loop, and what streaming saves in each run. */
export function loopFigures(runs: Readonly<Record<Loop, readonly LoopTimes[]>>): readonly Figure[] {
  const times = LOOPS.flatMap((loop) =>
    TIMES.map(([what, timeOf]) => figure(loopTime(loop, what), 'ms', runs[loop].map(timeOf))),
  );
  const cuts = TIMES.map(([what, timeOf]) =>
    figure(
      cut(what),
      '%',
      runs.streamed.map((run, index) => {
        const buffered = runs.buffered[index];
        return buffered === undefined ? Number.NaN : 100 * (1 - timeOf(run) / timeOf(buffered));
      }),
    ),
  );
  return [...times, ...cuts];
}

/** Our transport against that of the same SDK. */
export const PAIRS: readonly Pair[] = [
  ...SDKS.flatMap((sdk) => [
    ...[firstPart, cost, memory].map((name) => ratio(name(OURS(sdk)), name(THEIRS(sdk)))),
    ratio(cost(OURS_EVENTS(sdk)), cost(THEIRS(sdk))),
    ...['first', 'second'].map((which) => difference(connection(OURS(sdk), which), connection(THEIRS(sdk), which))),
  ]),
  ratio(cost(WITHOUT_SDK), cost(THEIRS('v2'))),
];

/** SDK v1 saves a request at the first connection of a process, SDK v2, which discovers itself, at the second. */
const SAVES = { v1: 'first', v2: 'second' } as const;

export const CLAIMS: readonly Claim[] = [
  ...SDKS.flatMap((sdk): Claim[] => [
    {
      claim: `SDK ${sdk}: the first part no later than with its own transport`,
      of: ratio(firstPart(OURS(sdk)), firstPart(THEIRS(sdk))).name,
      bound: 'at most',
      limit: 1.1,
    },
    {
      claim: `SDK ${sdk}: parts for no more processor time than with its own transport`,
      of: ratio(cost(OURS(sdk)), cost(THEIRS(sdk))).name,
      bound: 'at most',
      limit: 1,
    },
    {
      claim: `SDK ${sdk}: one round trip fewer, ${SAVES[sdk]} connection`,
      of: difference(connection(OURS(sdk), SAVES[sdk]), connection(THEIRS(sdk), SAVES[sdk])).name,
      bound: 'at most',
      limit: -1,
    },
  ]),
  ...ENTRIES.map((entry): Claim => {
    return { claim: `${entry} has at most 20 KB`, of: bundle(entry), bound: 'at most', limit: MAX_KILOBYTES };
  }),
  { claim: 'the first row of the last step 90 % sooner', of: cut(FIRST_ROW), bound: 'at least', limit: 90 },
  { claim: 'the final answer 50 % sooner', of: cut(ANSWER), bound: 'at least', limit: 50 },
];
