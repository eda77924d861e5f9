import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type BenchResult, compare, figure, judge } from '../../bench/support/result.ts';

const BENCH = new URL('../../bench/', import.meta.url);
const scripts = readdirSync(BENCH)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.replace(/\.ts$/, ''))
  .sort();

const STREAMED_ENCODINGS = ['SSE', 'JSON-lines'];

/** What the design promises and the README may quote: which number, and its bound. */
const PROMISES: Readonly<Record<string, readonly (readonly [of: string, bound: string, limit: number])[]>> = {
  auth: [
    ['a cached key adds', 'at most', 2],
    ['a cached token adds', 'at most', 2],
    ['a decision over 50 policies adds', 'at most', 2],
    ['ours, anonymous / ours, anonymous, no look for policies', 'at most', 1.05],
    ['reads of a cold key among 1,000,000', 'at most', 1],
  ],
  bundle: [
    ['direct, at cold start', 'at most', 450],
    ['stream, at cold start', 'at most', 450],
    ['listen, at cold start', 'at most', 450],
    ['worker, at cold start', 'at most', 450],
  ],
  calls: [
    ['ours static / bare echo', 'at most', 1.1],
    ['ours http / bare echo', 'at most', 2.2],
  ],
  catalogue: [
    ['hit, 100,000 tools / hit, 10 tools', 'at most', 1.1],
    ['queries of a miss', 'at most', 1],
  ],
  client: [
    ...[
      ['v1', 'first'],
      ['v2', 'second'],
    ].flatMap(([sdk, which]) => {
      const [ours, theirs] = [`SDK ${sdk}, SpillwayTransport`, `SDK ${sdk}, its own transport`];
      const requests = `${which} connection and one call`;
      return [
        [`${ours}, first part / ${theirs}, first part`, 'at most', 1.1] as const,
        [`${ours}, processor time / ${theirs}, processor time`, 'at most', 1] as const,
        [`${ours}, ${requests} - ${theirs}, ${requests}`, 'at most', -1] as const,
      ];
    }),
    ['SpillwayClient, bundle', 'at most', 20],
    ['SpillwayTransport, bundle', 'at most', 20],
    ['loop, cut in time to first row of the last step', 'at least', 90],
    ['loop, cut in time to final answer', 'at least', 50],
  ],
  cold: [['ours, load and first answer / table client, both reads, load and first answer', 'at most', 0.6]],
  'endpoint-cost': [],
  expressions: [
    ['slowest of all, ours / plain', 'at most', 1.3],
    ['costliest of all, ours', 'at most', 500],
  ],
  'first-result': [
    ...STREAMED_ENCODINGS.map((way) => [`1 tool of 20 pages, ${way}, cut`, 'at least', 93] as const),
    ...['lines', 'pages'].map((path) => {
      const compared = `first row, ${path}, function alone, p50 / first row, lines, bare function alone, p50`;
      return [compared, 'at most', 1.5] as const;
    }),
  ],
  hostile: [
    ['costliest, processor time', 'at most', 1_000],
    ['costliest, memory', 'at most', 128],
  ],
  'idle-cost': [['total', 'at most', 39]],
  lists: [
    ['ours, direct / SDK v2 Server', 'at least', 2],
    ['ours, stream / SDK v2 Server', 'at least', 4],
  ],
  loop: [
    ['start, warm', 'at most', 4],
    ['edit to result, try --watch', 'at most', 300],
    ['save to next call, 10 other tools', 'at most', 1_000],
  ],
  policies: [
    ['decision, 50 policies / bare echo', 'at most', 2],
    ['visibility of 1,000 tools, 50 policies', 'at most', 5],
  ],
  relay: [['dynamodb pages, processor time / NDJSON, processor time', 'at most', 2]],
};

function read(name: string): BenchResult {
  return JSON.parse(readFileSync(new URL(`results/${name}.json`, BENCH), 'utf8'));
}

test('every script has its last result beside it, and every result its script', () => {
  expect(readdirSync(new URL('results/', BENCH)).sort()).toEqual(scripts.map((name) => `${name}.json`));
  expect(Object.keys(PROMISES)).toEqual(scripts);
});

describe.each(scripts)('the result of %s', (name) => {
  const result = read(name);
  const { figures, comparisons, targets, environment } = result;

  test('names its script, says how it was measured, and where', () => {
    expect(result.bench).toBe(name);
    expect(result.script).toBe(`bench/${name}.ts`);
    expect(existsSync(new URL(`../${result.script}`, BENCH))).toBe(true);
    expect(result.method.length).toBeGreaterThan(0);
    expect(environment.node).toMatch(/^v24\./);
    expect(environment.cpu).not.toBe('');
    expect(environment.cores).toBeGreaterThan(0);
    expect(new Date(environment.date).toISOString()).toBe(environment.date);
  });

  test('has figures that follow from their samples', () => {
    expect(figures.length).toBeGreaterThan(0);
    for (const each of figures) expect(each).toEqual(figure(each.name, each.unit, each.samples));
  });

  test('compares figures of this run only, and truthfully', () => {
    for (const each of comparisons) {
      const { name: label, operation, left, right } = each;
      expect(each).toEqual(compare({ name: label, operation, left, right }, figures));
    }
  });

  test('judges every promise of the design by its figures', () => {
    expect(targets.map(({ of, bound, limit }) => [of, bound, limit])).toEqual(PROMISES[name]);
    for (const each of targets) {
      const { claim, of, bound, limit } = each;
      expect(each).toEqual(judge({ claim, of, bound, limit }, figures, comparisons));
    }
  });
});

describe('judging a promise', () => {
  const figures = [figure('a', 'us', [3, 1, 2]), figure('b', 'us', [1, 1, 1])];

  test.each([
    ['at most', 2, true],
    ['at most', 1.9, false],
    ['at least', 2, true],
    ['at least', 2.1, false],
  ] as const)('a median of 2 is %s %d: %s', (bound, limit, met) => {
    expect(judge({ claim: '', of: 'a', bound, limit }, figures, [])).toMatchObject({ actual: 2, met });
  });

  test('a comparison pairs the rounds and takes the median', () => {
    const pair = { name: 'a / b', operation: 'ratio', left: 'a', right: 'b' } as const;
    expect(compare(pair, figures)).toEqual({ ...pair, value: 2, unit: 'x' });
  });

  test('an unknown figure is an error, not a pass', () => {
    expect(() => judge({ claim: '', of: 'c', bound: 'at most', limit: 1 }, figures, [])).toThrow(
      'no figure is named c',
    );
  });
});
