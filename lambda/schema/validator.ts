import { Validator } from '@cfworker/json-schema';
import type { JsonObject } from '../json.ts';
import { truncateText } from '../text/index.ts';
import { compilePatterns, linearPatterns, namePatterns, withPatterns } from './patterns.ts';
import { createQuickCheck } from './quick-check.ts';
import { boundUniqueItems } from './unique-items.ts';

/** Errors named to the agent at most; more would not help it. */
const MAX_ERRORS = 5;
/** Characters of one of them; much of it may be the caller's own words. */
const ERROR_CHARS = 500;

/** Tells what is wrong with a value, as text for an agent; `undefined` when it satisfies the schema. */
export type Check = (value: unknown) => string | undefined;

/**
 * Makes a checker of a JSON Schema 2020-12. It interprets: loading and first use cost milliseconds less than compiling.
 *
 * @param schema a schema that passed publishing, where it was compiled and its references and patterns were checked
 * @returns the checker; a promise of it where the schema has patterns that need the linear-time engine loaded
 */
export function createCheck(schema: JsonObject): Check | Promise<Check> {
  const { schema: bounded, patterns } = linearPatterns(boundUniqueItems(schema));
  const isSurelyValid = createQuickCheck(schema);
  // Made when they are first needed, which for most tools is never.
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
  error: 'Too much of this does not match its schema to say what: send less.',
};

/**
 * @returns what is wrong, empty when nothing is; `undefined` when it is more than the validator can hand on, which it does as the
 * arguments of a function, of which the stack holds about a hundred thousand
 */
function errorsOf(validator: Validator, value: unknown): readonly OutputUnit[] | undefined {
  try {
    return validator.validate(value).errors;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Keywords that only say that something below them failed. */
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
