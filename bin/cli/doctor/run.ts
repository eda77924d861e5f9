import { Interrupted } from '../context.ts';
import type { Check, Outcome } from './check.ts';

/** Checks that the report shows under one heading. */
export interface CheckGroup<Context> {
  readonly title: string;
  readonly checks: readonly Check<Context>[];
}

/** A check that ran, or was skipped. */
export interface CheckResult {
  readonly id: string;
  readonly title: string;
  readonly outcomes: readonly Outcome[];
}

/** What happens while checks run. */
export interface RunEvents {
  /** Called before a check, with the number of checks that are done. */
  begins(check: { readonly id: string; readonly title: string }, done: number): void;
  /** Called after a check; `group` is the heading of the first result of a group. */
  ended(result: CheckResult, group: string | undefined): void;
}

/**
 * Runs checks one after the other: several at once would measure each other.
 *
 * @param signal ends the run before the next check
 * @throws Interrupted when the user presses Ctrl-C
 */
export async function runChecks<Context>(
  groups: readonly CheckGroup<Context>[],
  context: Context,
  { signal, events }: { readonly signal: AbortSignal; readonly events: RunEvents },
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { title: group, checks } of groups) {
    for (const [index, check] of checks.entries()) {
      signal.throwIfAborted();
      events.begins(check, results.length);
      const outcomes = skippedFor(check, results) ?? (await outcomesOf(check, context));
      const result = { id: check.id, title: check.title, outcomes };
      results.push(result);
      events.ended(result, index === 0 ? group : undefined);
    }
  }
  return results;
}

/** The worst status of a check decides what it is worth to others. */
function skippedFor<Context>(check: Check<Context>, results: readonly CheckResult[]): readonly Outcome[] | undefined {
  const missing = results.find(
    ({ id, outcomes }) =>
      check.needs?.includes(id) && outcomes.some(({ status }) => status === 'failed' || status === 'skipped'),
  );
  if (missing === undefined) return undefined;
  const fix = `See ${missing.id}.`;
  return [
    { status: 'skipped', expected: `${check.title}: can be measured.`, seen: `${missing.id} did not pass.`, fix },
  ];
}

async function outcomesOf<Context>(check: Check<Context>, context: Context): Promise<readonly Outcome[]> {
  try {
    return await check.run(context);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return [failureOf(check.title, error)];
  }
}

function failureOf(title: string, error: unknown): Outcome {
  const seen = error instanceof Error ? error.message || error.name : String(error);
  const fix = 'Correct what the message names, then run doctor again.';
  return { status: 'failed', expected: `${title}: can be measured.`, seen, fix };
}
