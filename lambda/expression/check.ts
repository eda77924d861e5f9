import type { Fault } from '../fault.ts';
import { isJsonObject, type Json } from '../json.ts';
import { closestWord } from '../text/index.ts';
import type { Mentions } from './engine/index.ts';
import { foreignNameAdvice } from './foreign-names.ts';
import { foreignOperatorAdvice, hyphenated, misreadSyntax } from './foreign-syntax.ts';
import { missingMembers, type Shapes } from './members.ts';
import { parsePurePath, type Variable } from './path.ts';
import { expressionSource } from './template.ts';

/**
 * Checks the expressions in a template.
 *
 * @param value the template
 * @param path the template's place in the document
 * @param variables the variables that the template can use
 * @param shapes what they hold, as far as it is known
 */
export async function checkTemplate(
  value: Json | undefined,
  path: Fault['path'],
  variables: readonly Variable[],
  shapes: Shapes = {},
): Promise<Fault[]> {
  if (typeof value === 'string') return checkText(value, path, variables, shapes);
  if (Array.isArray(value)) {
    return inTurn(
      value.map((item: Json, index) => [item, index] as const),
      path,
      variables,
      shapes,
    );
  }
  if (!isJsonObject(value)) return [];
  const keys = Object.keys(value).filter((key) => key.includes('{%'));
  const inside = await inTurn(
    Object.entries(value).map(([key, item]) => [item, key] as const),
    path,
    variables,
    shapes,
  );
  return [...keys.map((key) => ({ path: [...path, key], message: KEY })), ...inside];
}

const KEY = 'a key cannot be an expression: build an object with such keys inside one expression';

async function inTurn(
  parts: readonly (readonly [Json | undefined, string | number])[],
  path: Fault['path'],
  variables: readonly Variable[],
  shapes: Shapes,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [part, key] of parts) faults.push(...(await checkTemplate(part, [...path, key], variables, shapes)));
  return faults;
}

async function checkText(
  text: string,
  path: Fault['path'],
  variables: readonly Variable[],
  shapes: Shapes,
): Promise<Fault[]> {
  const source = expressionSource(text);
  if (source === undefined) {
    if (!text.includes('{%')) return [];
    return [{ path, message: 'an expression must be the whole text: "{% ... %}"; build text inside it with &' }];
  }
  if (parsePurePath(source) === undefined) {
    try {
      const { compile } = await import('./engine/index.ts');
      await compile(source);
    } catch (error) {
      const reason = `${parseReason(error)}${foreignOperatorAdvice(source)}`;
      return [{ path, message: `the expression is not valid: ${reason}` }];
    }
  }
  const { inspect, FUNCTION_NAMES, jsonata } = await loadEngine();
  const mentions = inspect(jsonata(source).ast());
  const known = Object.fromEntries(variables.map((variable) => [variable, shapes[variable]]));
  const available = variables.map((variable) => `$${variable}`).join(', ');
  const names = [...variables, ...FUNCTION_NAMES];
  const unknown = unknownVariables(mentions, names).map((name) => {
    if (SECRETS.has(name))
      return `$${name} is not defined here: no expression reads a secret; \`auth\` sends it, with a \`prefix\` if needed`;
    const advice = foreignNameAdvice(name, variables);
    if (advice !== undefined)
      return `$${name} is not defined here: write ${advice} (character ${mentions.places.get(name)})`;
    const closest = ELSEWHERE.has(name) ? undefined : closestWord(name, names);
    const meant = closest === undefined ? '' : `; did you mean $${closest}?`;
    return `$${name} is not defined here; available: ${available}${meant} (character ${mentions.places.get(name)})`;
  });
  const named = variables.includes('caller') ? callerFaults(mentions) : [];
  const unrooted = mentions.unrooted.map((found) => unrootedFault(found, variables, source));
  return [...unknown, ...unrooted, ...misreadSyntax(source), ...missingMembers(mentions, known), ...named].map(
    (message) => ({ path, message }),
  );
}

/** Variables that other templates have: they are not misspelt. */
const ELSEWHERE: ReadonlySet<string> = new Set(['args', 'caller', 'request', 'response', 'row', 'event']);
/** What authors expect a secret to be called. */
const SECRETS: ReadonlySet<string> = new Set(['secret', 'secrets']);

/**
 * An upstream receives what its document names of the caller, and nothing that a stage or version adds later. A variable of the same
 * name that the expression binds would hide a use of the whole.
 */
function callerFaults({ uses, members }: Mentions): string[] {
  const named = members.filter(({ variable, names }) => variable === 'caller' && isNamed(names));
  if (named.length === (uses.get('caller') ?? 0)) return [];
  return ['$caller must be followed by what is used of it: $caller.id, or a claim such as $caller.claims.tenant'];
}

function isNamed([first, ...rest]: readonly string[]): boolean {
  return first === 'claims' ? rest.length > 0 : first !== undefined;
}

/** There is nothing to look into at the start of an expression, so that a name alone never finds anything. */
function unrootedFault(
  { name, context, place }: Mentions['unrooted'][number],
  variables: readonly string[],
  source: string,
): string {
  const whole = hyphenated(source, place, name);
  if (whole !== undefined)
    return `${whole} is a subtraction, which never finds anything here: write \`${whole}\` in backticks (character ${place - whole.length + name.length})`;
  const variable = variables.find((known) => known === name) ?? closestWord(name, variables);
  const fix =
    variable === undefined ? `begin with a variable, such as ${pathTo(name, variables)}` : `write $${variable}`;
  return `${context}${name} never finds anything here: ${fix} (character ${place})`;
}

/** What an author probably looks for is in the body of a response. */
function pathTo(name: string, variables: readonly string[]): string {
  const variable = variables.at(-1);
  const isOfBody = variable === 'response' && !['status', 'headers', 'body'].includes(name);
  return `$${variable}.${isOfBody ? 'body.' : ''}${name}`;
}

async function loadEngine() {
  const [{ default: jsonata }, engine] = await Promise.all([import('jsonata'), import('./engine/index.ts')]);
  return { jsonata, ...engine };
}

function unknownVariables({ variables: used, bound }: Mentions, names: readonly string[]): string[] {
  const known = new Set<string>(['', '$', ...names, ...bound]);
  return [...used].filter((name) => !known.has(name));
}

function parseReason(error: unknown): string {
  if (error instanceof Error) return error.message;
  const { message, position } = error as { message?: unknown; position?: unknown };
  return `${String(message)}${typeof position === 'number' ? ` (character ${position})` : ''}`;
}
