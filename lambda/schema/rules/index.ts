/** A validator for JSON Schema 2020-12 that counts its work, asks cheap keywords first, and stops: at the first error, or at enough of them. */
import type { JsonObject } from '../../json.ts';
import { type Meter, WorkExceeded } from '../../work/index.ts';
import { CheckStopped } from '../measured.ts';
import type { Matchers } from '../patterns.ts';
import { SchemaCompiler } from './compile.ts';
import type { Rule } from './rule.ts';
import { ENOUGH, Run } from './run.ts';

/** What is wrong with a value. */
export interface Findings {
  /** Lines that begin with a place, in the order in which they were found. */
  readonly errors: readonly string[];
  /** Whether there are more. */
  readonly isCut: boolean;
}

/**
 * Makes a validator of a schema, which is compiled when it is first used.
 *
 * @param matchers what the schema's patterns run on, where that is not the native engine
 * @returns what is wrong with a value, or `undefined`; throws CheckStopped where that costs too much to find out
 */
export function createValidator(
  schema: JsonObject,
  matchers: Matchers,
  advises = false,
): (value: unknown, meter: Meter) => Findings | undefined {
  let rule: Rule | undefined;
  return (value, meter) => {
    rule ??= new SchemaCompiler(schema, matchers).rule(schema);
    if (isValid(rule, value, meter)) return undefined;
    return collect(rule, value, meter, advises);
  };
}

function isValid(rule: Rule, value: unknown, meter: Meter): boolean {
  const run = new Run(meter, false);
  try {
    return rule(value, run, undefined);
  } catch (error) {
    if (error instanceof WorkExceeded) {
      throw new CheckStopped(
        `The check of \`${run.place.slice(0, 200)}\` against its schema was stopped: ${error.message}. ` +
          'Use fewer or smaller items and shorter texts there.',
      );
    }
    if (error instanceof RangeError) {
      throw new CheckStopped(
        'The check against the schema was stopped: the value, or what the schema refers to, nests too deep. Use a flatter value.',
      );
    }
    throw error;
  }
}

/** Finds out what is wrong with a value that is known not to be valid, as far as that is worth its cost. */
function collect(rule: Rule, value: unknown, meter: Meter, advises: boolean): Findings {
  const run = new Run(meter, true, advises);
  try {
    rule(value, run, undefined);
  } catch (error) {
    if (error !== ENOUGH && !(error instanceof WorkExceeded) && !(error instanceof RangeError)) throw error;
    run.isCut = true;
  }
  return run;
}
