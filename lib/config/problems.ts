import type { z } from 'zod';
import { nearestOf } from './checks/index.ts';
import { childOf, keysOf } from './keys.ts';
import { stageSchema } from './schema.ts';

/** A problem of a stage document. */
export interface Problem {
  /** The path of the key or value that is wrong; the file's line comes from it. */
  readonly path: readonly PropertyKey[];
  /** One line: the path, the value found and the value expected. */
  readonly message: string;
}

/** Describes the problems of a stage document. */
export function describeProblems(error: z.ZodError, document: unknown): Problem[] {
  return error.issues.flatMap((issue): Problem[] => {
    const { path } = issue;
    if (issue.code === 'unrecognized_keys') {
      const [section, name] = path;
      // Only toolkit functions have an entry.
      if (section === 'functions' && issue.keys.includes('entry')) {
        return [{ path, message: describeTakenName(path, String(name)) }];
      }
      return issue.keys.map((key) => {
        const unknown = [...path, key];
        if (section === 'auth' && name === undefined && key === 'mode') return { path: unknown, message: REMOVED_MODE };
        return { path: unknown, message: describeUnknownKey(unknown, path) };
      });
    }
    if (issue.code === 'invalid_key') {
      return [{ path, message: `${pathText(path)}: not a valid name; ${nameExpectation(issue)}` }];
    }
    return [{ path, message: `${pathText(path)}: found ${foundText(valueAt(document, path))}; ${expectation(issue)}` }];
  });
}

/** Stage files before authentication had `mode: none`. */
const REMOVED_MODE =
  'auth.mode: unknown key; to admit every caller that may connect, as `mode: none` did, write `anonymous: { scopes: [] }` in its place';

function describeUnknownKey(path: readonly PropertyKey[], parent: readonly PropertyKey[]): string {
  const allowed = allowedKeys(parent);
  const nearest = nearestOf(String(path.at(-1)), allowed);
  const meant = nearest === undefined ? '' : ` did you mean ${nearest}?`;
  return `${pathText(path)}: unknown key;${meant} allowed here: ${allowed.join(', ')}`;
}

function describeTakenName(path: readonly PropertyKey[], name: string): string {
  return `${pathText(path)}: found a toolkit function; Spillway has a function named ${name}: rename it`;
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `expected ${typeText(issue.expected)}`;
  if (issue.code === 'invalid_value')
    return `expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
  return issue.message;
}

function nameExpectation({ issues }: z.core.$ZodIssueInvalidKey): string {
  return issues.map(({ message }) => message).join('; ');
}

function typeText(type: string): string {
  const names: Record<string, string> = {
    number: 'a number',
    string: 'a string',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping of keys to values',
    record: 'a mapping of keys to values',
  };
  return names[type] ?? type;
}

function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? '(the whole document)' : text.replace(/^\./, '');
}

/** Longer values are truncated; the file has the rest. */
const FOUND_CHARACTERS = 120;

function foundText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value); // JSON has no .inf and .nan
  const text = JSON.stringify(value);
  return text.length > FOUND_CHARACTERS ? `${text.slice(0, FOUND_CHARACTERS)}...` : text;
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    document,
  );
}

/** The keys that the mapping at a path accepts, taken from the schema so that the message stays correct. */
function allowedKeys(path: readonly PropertyKey[]): string[] {
  return keysOf(path.reduce<unknown>(childOf, stageSchema));
}
