import type { JsonObject } from '../json.ts';
import { loadedOnce } from '../loaded-once.ts';
import { WorkBudget } from '../work/index.ts';
import { measured } from './measured.ts';
import { backtrackingPatterns, compilePatterns, type Matchers } from './patterns.ts';
import { createQuickCheck, isSurelyValid } from './quick-check.ts';
import type { Findings } from './rules/index.ts';

/** Most values are surely valid without them. */
const rules = loadedOnce(() => import('./rules/index.ts'));

/** Errors named to the agent at most; more would not help it. */
const MAX_ERRORS = 5;

/**
 * Describes what is wrong with a value, as text for an agent; `undefined` when the value satisfies the schema. Throws ToolError when
 * the check costs more than the request may spend.
 *
 * @param work what the check is charged to
 */
export type Check = (value: unknown, work?: WorkBudget) => string | undefined;

/**
 * Makes a checker of a JSON Schema 2020-12. It compiles nothing ahead: loading and first use cost milliseconds less.
 *
 * @param schema a schema that passed publishing, which checks that it is valid, and its references and patterns
 * @param isSent whether the agent sent the value: messages then say what to send instead
 * @returns the checker; a promise of it where code has to load first: the validator, or the linear-time engine of patterns
 */
export function createCheck(schema: JsonObject, isSent = false): Check | Promise<Check> {
  const loaded = rules();
  const patterns = backtrackingPatterns(schema);
  if (patterns.length === 0 && !(loaded instanceof Promise))
    return checkWith(loaded, { schema, matchers: new Map(), isSent });
  return Promise.all([loaded, compilePatterns(patterns)]).then(([validator, matchers]) =>
    checkWith(validator, { schema, matchers, isSent }),
  );
}

/**
 * Makes a function that returns the checker of a schema, and creates it with its first call.
 *
 * @param schema as {@link createCheck} takes it
 * @param isSent as {@link createCheck} takes it
 */
export function checkOnDemand(schema: JsonObject, isSent = false): () => Check | Promise<Check> {
  let check: Check | Promise<Check> | undefined;
  return () => {
    if (check !== undefined) return check;
    const created = createCheck(schema, isSent);
    check = created;
    if (created instanceof Promise) {
      created.then((made) => {
        check = made;
      }, noReport);
    }
    return created;
  };
}

/** The call that waits for the checker reports the error. */
const noReport = () => {};

type Rules = typeof import('./rules/index.ts');

interface CheckOf {
  readonly schema: JsonObject;
  readonly matchers: Matchers;
  readonly isSent: boolean;
}

function checkWith({ createValidator }: Rules, { schema, matchers, isSent }: CheckOf): Check {
  const quick = createQuickCheck(schema);
  const validate = createValidator(schema, matchers, isSent);
  return (value, work) => {
    if (isSurelyValid(quick, value)) return undefined;
    return measured(work ?? new WorkBudget(), (meter) => {
      const findings = validate(value, meter);
      return findings && describe(findings);
    });
  };
}

function describe({ errors, isCut }: Findings): string {
  const lines = [...new Set(errors)];
  if (lines.length === 0) return 'Too much of this does not match its schema to say what: send less.';
  const more = lines.length - MAX_ERRORS;
  const rest = isCut ? ['and more'] : more > 0 ? [`and ${more} more`] : [];
  return [...lines.slice(0, MAX_ERRORS), ...rest].join('\n');
}
