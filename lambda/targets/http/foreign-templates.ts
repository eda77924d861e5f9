import { holdsExpression } from '../../expression/index.ts';
import type { Fault, KeyPath } from '../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';

/** Keys that make the request, and keys that make the result. */
const REQUEST = ['query', 'headers', 'cookies', 'body', 'form', 'text', 'multipart', 'xml'];
const RESULT = ['result', 'row', 'error', 'content'];

/** A variable of ours as a text, and paths of JSONPath. */
const BARE =
  /^\$(?:(?:args|caller|response|row|event|request)\b|\.[A-Za-z_]|\[)|^(?:args|response|row)(?:\.[A-Za-z_]\w*)+$/;
/** `{{name}}` and `${name}`, of most template languages, and the functions of Step Functions' JSONPath. */
const FOREIGN = /\{\{[^{}]+\}\}|\$\{[^{}]+\}|\bStates\.[A-Z]\w*\(/;
/** `:name` of routers, and `<name>` of manuals, as a segment. */
const SEGMENT = /\/(?::([A-Za-z_]\w*)|<([A-Za-z_]\w*)>)(?=[/?.]|$)/g;

/**
 * Warns about texts that are templates of other languages. They are sent, or returned, as they are written.
 *
 * @param target an `http` block
 * @param input the schema of the tool's arguments
 */
export function foreignTemplates(target: JsonObject, input: JsonObject): Fault[] {
  const names = isJsonObject(input.properties) ? Object.keys(input.properties) : [];
  return [
    ...inUrl(target.url, names),
    ...foreignIn(
      REQUEST,
      target,
      'is sent as it is written: for a value, write "{% $args.NAME %}", and build text in it with &',
    ),
    ...foreignIn(RESULT, target, 'is returned as it is written: for a value, write "{% $response.body... %}"'),
  ];
}

/**
 * Returns whether a text is a template of another language, and would be sent as it is.
 *
 * @param text without expressions
 */
export function isForeign(text: string): boolean {
  return FOREIGN.test(text) || BARE.test(text);
}

function foreignIn(keys: readonly string[], target: JsonObject, message: string): Fault[] {
  return keys
    .flatMap((key) => textsIn(target[key], [key]))
    .flatMap(({ path, text }) => (isForeign(text) ? [warning(path, message)] : []));
}

function inUrl(url: Json | undefined, names: readonly string[]): Fault[] {
  if (typeof url !== 'string') return [];
  const dollar = /\$\{([\w.-]+)\}/.exec(url)?.[1];
  if (dollar !== undefined) return [warning(['url'], `sends a \`$\` before the value of {${dollar}}: remove it`)];
  const found = [...url.matchAll(SEGMENT)].flatMap(([, colon, angle]) => colon ?? angle ?? []);
  const name = found.find((each) => names.includes(each));
  return name === undefined ? [] : [warning(['url'], `is sent as it is written: for the argument, write {${name}}`)];
}

interface Text {
  readonly path: KeyPath;
  readonly text: string;
}

function textsIn(value: Json | undefined, path: KeyPath): readonly Text[] {
  if (typeof value === 'string') return holdsExpression(value) || value.includes('{%') ? [] : [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    textsIn(inner as Json, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function warning(path: KeyPath, message: string): Fault {
  return { severity: 'warning', path, message };
}
