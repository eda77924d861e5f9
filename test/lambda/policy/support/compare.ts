import { isDeepStrictEqual } from 'node:util';
import { makePolicies, makeRequest } from './cases.ts';
import { bothSides } from './oracle.ts';
import { createRandom } from './random.ts';

/** The outcome of comparing cases. */
export interface Compared {
  readonly cases: number;
  /** The first cases in which both sides differ. */
  readonly differences: readonly string[];
  /** The first cases in which a decision without the arguments is not what the decision with them allows. */
  readonly unsound: readonly string[];
  readonly counts: {
    readonly allow: number;
    /** Denied by a satisfied `forbid`. */
    readonly forbid: number;
    /** With an error in any policy. */
    readonly error: number;
    /** Denied only because a `forbid` ended with an error. */
    readonly erringForbid: number;
    /** Certain without the arguments. */
    readonly certain: number;
  };
}

/** Requests for one set of policies, whose preparation costs more than a decision. */
const REQUESTS = 10;
const SHOWN = 5;

/** Compares seeded cases with Cedar itself. */
export function compareCases({ cases, seed }: { readonly cases: number; readonly seed: number }): Compared {
  const random = createRandom(seed);
  const counts = { allow: 0, forbid: 0, error: 0, erringForbid: 0, certain: 0 };
  const differences: string[] = [];
  const unsound: string[] = [];
  let done = 0;
  while (done < cases) {
    const policies = makePolicies(random);
    const { ours, expected, withoutArguments } = bothSides(policies);
    for (let i = 0; i < REQUESTS && done < cases; i += 1) {
      const request = makeRequest(random);
      const wanted = expected(request);
      const found = ours(request);
      done += 1;
      if (wanted.decision === 'allow') counts.allow += 1;
      else if (wanted.reasons.length > 0) counts.forbid += 1;
      if (wanted.errors.length > 0) counts.error += 1;
      if (wanted.decision === 'deny' && wanted.reasons.length === 0 && wanted.errors.length > 0)
        counts.erringForbid += 1;
      const early = withoutArguments(request);
      if (early !== 'unknown') counts.certain += 1;
      if (early !== 'unknown' && early !== wanted.decision && unsound.length < SHOWN) {
        unsound.push(JSON.stringify({ case: done, policies, request, wanted, early }));
      }
      if (isDeepStrictEqual(found, wanted) || differences.length >= SHOWN) continue;
      differences.push(JSON.stringify({ case: done, policies, request, wanted, found }));
    }
  }
  return { cases: done, differences, unsound, counts };
}
