/** Microseconds of decisions over 50 policies, compared with the bare echo. */
import { fiftyPolicies, ISSUER } from './policies/fifty.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { figure, ratio } from './support/result.ts';
import type { Rounds } from './support/rounds.ts';

const ECHO = 'bare echo';
const DECISION = 'decision, 50 policies';
const VISIBILITY = 'visibility of 1,000 tools, 50 policies';

export const policies: Bench = {
  name: 'policies',
  title: 'Decisions over 50 policies',
  async measure() {
    const { path } = await bundleBench('policies/inside.ts');
    const stored = JSON.stringify({ version: 1, policies: fiftyPolicies() });
    const rounds = await runChild<Rounds>(path, { args: [stored, ISSUER] });
    const asMs = ([name, us]: [string, readonly number[]]) =>
      name === VISIBILITY
        ? figure(
            name,
            'ms',
            us.map((each) => each / 1000),
          )
        : figure(name, 'us', us);
    return {
      method: [
        'All variants run in one process, in turns of 120 ms and in rotating order. Each figure is the processor time of the measuring thread, as the median over the rounds.',
        'bare echo is the lower bound of a call, as in bench/calls.ts: JSON.parse of the body, validation of the arguments, JSON.stringify of a response.',
        'decision: 20 forbid and 30 permit, all of which concern the called tool; the last one permits. They read groups, integers, texts with `like`, and sets.',
        'visibility: the same policies are compiled, and judge 1,000 tools without arguments; nothing is remembered from before.',
      ],
      figures: Object.entries(rounds).map(asMs),
      pairs: [ratio(DECISION, ECHO)],
      claims: [
        {
          claim: 'a decision over 50 policies costs at most 2 times the bare echo',
          of: `${DECISION} / ${ECHO}`,
          bound: 'at most',
          limit: 2,
        },
        {
          claim: 'the visibility of 1,000 tools under 50 policies takes at most 5 ms, uncached',
          of: VISIBILITY,
          bound: 'at most',
          limit: 5,
        },
      ],
    };
  },
};
