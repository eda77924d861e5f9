import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CLAIMS, loopFigures, PAIRS, wayFigures } from '../../../bench/client/figures.ts';
import { measureWays } from '../../../bench/client/measure.ts';
import { WAYS } from '../../../bench/client/ways/index.ts';
import { bundleBench } from '../../../bench/support/bundle.ts';
import { compare, figure, judge } from '../../../bench/support/result.ts';

const UPSTREAM = fileURLToPath(new URL('../../../bench/client/upstream.ts', import.meta.url));

describe('the bench of the client', () => {
  let upstream: ChildProcess;
  let origin: string;

  beforeAll(async () => {
    upstream = fork(UPSTREAM, { execArgv: ['--import', 'tsx'] });
    [origin] = await once(upstream, 'message');
  });
  afterAll(() => upstream.kill());

  test('measures every way, and compares what it has measured', async () => {
    const { path } = await bundleBench('client/inside.ts');
    const roundTrips = { kind: 'round trips', url: `${origin}/mcp/bench`, tool: 'rows', args: { parts: 5 } } as const;

    const ways = await measureWays(path, { origin, roundTrips }, { rounds: 1, warmUps: 0, memoryRounds: 1 });

    expect([...ways.keys()]).toEqual(WAYS.map(({ name }) => name));
    for (const { firstMs, cpuMs, peakMb } of ways.values()) {
      for (const samples of [firstMs, cpuMs, peakMb]) {
        expect(samples).toHaveLength(1);
        for (const sample of samples) expect(sample).toBeGreaterThan(0);
      }
    }
    const requests = Object.fromEntries([...ways].map(([name, way]) => [name, way.requests]));
    expect(requests).toMatchObject({
      SpillwayClient: [1, 1],
      'SDK v1, SpillwayTransport': [2, 1],
      'SDK v1, its own transport': [4, 4],
      'SDK v2, SpillwayTransport': [2, 1],
      'SDK v2, its own transport': [2, 2],
    });
    const figures = wayFigures(ways);
    for (const pair of PAIRS) expect(compare(pair, figures).value).not.toBeNaN();
  });
});

describe('the figures of the client', () => {
  test('of the loop are what streaming saves in each run', () => {
    const figures = loopFigures({
      streamed: [
        { firstRowMs: 100, answerMs: 500 },
        { firstRowMs: 300, answerMs: 600 },
      ],
      buffered: [
        { firstRowMs: 1_000, answerMs: 1_000 },
        { firstRowMs: 1_000, answerMs: 2_000 },
      ],
    });

    expect(figures.slice(-2)).toEqual([
      figure('loop, cut in time to first row of the last step', '%', [90, 70]),
      figure('loop, cut in time to final answer', '%', [50, 70]),
    ]);
  });

  test('are judged only where they were measured', () => {
    expect(() => CLAIMS.map((claim) => judge(claim, [], []))).toThrow(/no figure is named SDK v1/);
  });
});
