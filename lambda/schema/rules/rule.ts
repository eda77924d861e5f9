import type { Json } from '../../json.ts';
import type { Matchers } from '../patterns.ts';
import type { Evaluated } from './evaluated.ts';
import type { Run } from './run.ts';

/**
 * Whether a value satisfies one keyword or one schema. Reports to the run what does not, and to `seen`, where an outer schema asks for
 * it, which members and items it has looked at.
 */
export type Rule = (value: unknown, run: Run, seen: Evaluated | undefined) => boolean;

/** Makes rules of the schemas inside one schema. */
export interface Compiler {
  readonly matchers: Matchers;
  /** The rule of a schema. */
  rule(schema: Json | undefined): Rule;
  /** The rule of what a reference names. */
  reference(reference: string): Rule;
}
