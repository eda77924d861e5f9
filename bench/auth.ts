/** What proving who is asking costs: a call with a cached key or token, and under policies, compared with a call without credentials. */
import type { AuthCosts } from './auth/inside.ts';
import { fiftyPolicies, ISSUER } from './policies/fifty.ts';
import type { Bench } from './support/bench.ts';
import { bundleBench } from './support/bundle.ts';
import { runChild } from './support/child.ts';
import { type Figure, figure, ratio } from './support/result.ts';
import type { Rounds } from './support/rounds.ts';
import { publishTools, startTable } from './support/table.ts';
import { callTools } from './support/tools.ts';
import { SERVER } from './support/workload.ts';

const ECHO = 'bare echo';
const ANONYMOUS = 'ours, anonymous';
const UNASKED = 'ours, anonymous, no look for policies';
const KEY = 'ours, cached key';
const TOKEN = 'ours, cached token';
const RULED = 'ours, cached token, 50 policies';

const READS = 'reads of a cold key among 1,000,000';

/** What one variant costs beyond another, in units of the bare echo, round by round. */
const ADDED = [
  ['a cached key adds', KEY, ANONYMOUS],
  ['a cached token adds', TOKEN, ANONYMOUS],
  ['a decision over 50 policies adds', RULED, TOKEN],
] as const;

export const auth: Bench = {
  name: 'auth',
  title: 'Keys, tokens and policies of a tools/call in process',
  async measure() {
    const { path } = await bundleBench('auth/inside.ts');
    const table = await startTable();
    try {
      await publishTools(table.endpoint, SERVER, callTools('https://api.example.com'));
      const policies = JSON.stringify(fiftyPolicies());
      const { rounds, reads } = await runChild<AuthCosts>(path, { args: [table.endpoint, policies, ISSUER] });
      return {
        method: [
          'All variants run in one process, in turns of 120 ms and in rotating order. Each figure is the processor time of the measuring thread, as the median over the rounds. Compare ratios, not microseconds.',
          'The calls are those of bench/calls.ts: from an API Gateway event to the bytes of the response. bare echo is the lower bound: JSON.parse, validation, JSON.stringify.',
          'cached key and cached token: the credential was checked before and is in memory, with the deny list. The token is an ES256 JWT of about 600 characters with groups. Both stages admit keys and tokens.',
          '50 policies: 20 forbid and 30 permit concern the called tool, and the last one permits (bench/policies.ts). Each call decides twice: without arguments, then with them.',
          'adds: the difference of two variants, divided by the bare echo of the same round.',
          'no look for policies: the same function with a table of policies that it never asks for, to compare a server without policies with.',
          'A cold key: an instance that has never seen it serves a call. The table holds a million keys, answers by key, and counts reads of the partition of keys; the catalogue and the deny list are in memory.',
        ],
        figures: [
          ...Object.entries(rounds).map(([name, samples]) => figure(name, 'us a call', samples)),
          ...ADDED.map(([name, one, other]) => added(name, rounds, one, other)),
          figure(READS, 'reads', reads),
        ],
        pairs: [ratio(ANONYMOUS, UNASKED), ratio(KEY, ANONYMOUS), ratio(TOKEN, ANONYMOUS)],
        claims: [
          ...ADDED.map(([name]) => ({
            claim: `${name} at most 2 times the bare echo`,
            of: name,
            bound: 'at most' as const,
            limit: 2,
          })),
          {
            claim: 'a server without policies costs nothing for them, within 5 % of noise',
            of: `${ANONYMOUS} / ${UNASKED}`,
            bound: 'at most',
            limit: 1.05,
          },
          { claim: 'a cold key is one read', of: READS, bound: 'at most', limit: 1 },
        ],
      };
    } finally {
      table.stop();
    }
  },
};

function added(name: string, rounds: Rounds, one: string, other: string): Figure {
  const of = (variant: string, round: number) => rounds[variant]?.[round] ?? Number.NaN;
  const samples = (rounds[ECHO] ?? []).map((echo, round) => (of(one, round) - of(other, round)) / echo);
  return figure(name, 'x bare echo', samples);
}
