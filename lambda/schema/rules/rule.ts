import type { Json } from '../../json.ts';
import type { Matchers } from '../patterns.ts';
import type { Evaluated } from './evaluated.ts';
import type { Run } from './run.ts';

/**
 * Whether a value satisfies one keyword or one schema. Reports to the run what does not, and to `seen`, where an outer schema asks for
 * it, which members and items it has looked at.
 */
export type Rule = (value: unknown, run: Run, seen: Evaluated | undefined) => boolean;

/** Whether all rules hold; asks the rest after a failure only where errors are collected. */
export function allHold(rules: readonly Rule[], value: unknown, run: Run, seen: Evaluated | undefined): boolean {
  let holds = true;
  for (const rule of rules) {
    if (rule(value, run, seen)) continue;
    if (!run.collects) return false;
    holds = false;
  }
  return holds;
}

/** Makes rules of the schemas inside one schema. */
export interface Compiler {
  readonly matchers: Matchers;
  /** The rule of a schema. */
  rule(schema: Json | undefined): Rule;
  /** The rule of what a reference names. */
  reference(reference: string): Rule;
}
