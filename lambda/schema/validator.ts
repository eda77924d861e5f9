import { Validator } from '@cfworker/json-schema';
import type { JsonObject } from '../json.ts';
import { truncateText } from '../text/index.ts';
import { compilePatterns, linearPatterns, namePatterns, withPatterns } from './patterns.ts';
import { createQuickCheck } from './quick-check.ts';
import { boundUniqueItems } from './unique-items.ts';

/** Errors shown to the agent at most. */
const MAX_ERRORS = 5;
/** Characters of one error, which may quote the caller's own text. */
const ERROR_CHARS = 500;

/** Returns what is wrong with a value, as text for an agent; `undefined` if it satisfies the schema. */
export type Check = (value: unknown) => string | undefined;

/**
 * Creates a check from a JSON Schema 2020-12. The schema is interpreted: loading and first use take milliseconds less than
 * compiling it.
 *
 * @param schema a schema that passed publishing, where it was compiled, and its references and patterns were checked
 * @returns the check; a promise of it if patterns of the schema need the linear-time engine
 */
export function createCheck(schema: JsonObject): Check | Promise<Check> {
  const { schema: bounded, patterns } = linearPatterns(boundUniqueItems(schema));
  const isSurelyValid = createQuickCheck(schema);
  // Created on first use, which most tools never reach.
  let fast: Validator | undefined;
  let thorough: Validator | undefined;
  const findFirst = (value: unknown) => {
    fast ??= new Validator(bounded, '2020-12', true);
    return errorsOf(fast, value) ?? [TOO_MANY];
  };
  const findAll = (value: unknown) => {
    thorough ??= new Validator(bounded, '2020-12', false);
    return errorsOf(thorough, value);
  };
  const check: Check = (value) => {
    if (isSurelyValid(value)) return undefined;
    const first = findFirst(value);
    return first.length === 0 ? undefined : describe(findAll(value) ?? first, patterns);
  };
  if (patterns.length === 0) return check;
  return compilePatterns(patterns).then((matchers) => (value) => withPatterns(matchers, () => check(value)));
}

interface OutputUnit {
  readonly keyword: string;
  readonly instanceLocation: string;
  readonly error: string;
}

const TOO_MANY: OutputUnit = {
  keyword: 'false',
  instanceLocation: '#',
  error: 'Too many parts of this value do not match the schema to list them: send less.',
};

/**
 * @returns the errors; `undefined` if there are more than the validator can collect: it passes them as arguments of a function, of
 * which the stack holds about a hundred thousand
 */
function errorsOf(validator: Validator, value: unknown): readonly OutputUnit[] | undefined {
  try {
    return validator.validate(value).errors;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Keywords whose errors only repeat that something below them failed. */
const CONTAINERS = new Set([
  'properties',
  'items',
  'prefixItems',
  'allOf',
  'if',
  '$ref',
  'patternProperties',
  'dependentSchemas',
]);

function describe(errors: readonly OutputUnit[], patterns: readonly string[]): string {
  const telling = errors.filter(({ keyword }) => !CONTAINERS.has(keyword));
  const lines = (telling.length > 0 ? telling : errors).map(({ instanceLocation, error }) =>
    truncateText(`${instanceLocation.replace(/^#\/?/, '') || '(root)'}: ${namePatterns(error, patterns)}`, ERROR_CHARS),
  );
  const unique = [...new Set(lines)];
  const more = unique.length > MAX_ERRORS ? [`and ${unique.length - MAX_ERRORS} more`] : [];
  return [...unique.slice(0, MAX_ERRORS), ...more].join('\n');
}
