/** `spillway doctor`: checks an account before a deployment, and a running stage after it. */
import { AFTER_CHECKS } from './after/index.ts';
import type { Check } from './check.ts';

/** What a page or a report needs to know of a check. */
export type CheckName = Pick<Check<never>, 'id' | 'title'>;

/** Every check, in the order of the report. `docs/first-deploy.md` names each of them. */
export const ALL_CHECKS: readonly CheckName[] = [...AFTER_CHECKS];
