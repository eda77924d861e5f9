import type { Fault, KeyPath } from '../../../fault.ts';
import { isJsonObject, type JsonObject } from '../../../json.ts';
import { walkSchema } from './user-schema.ts';

/** Accepted by all widely used clients and models; MCP allows dots and 128 characters. */
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const NAME_CHARS = 64;

/**
 * Warns about a tool that widely used clients or the models behind them refuse, although MCP allows it. Some of them then refuse
 * every tool of the server.
 *
 * @param tool its name and input schema, both valid
 */
export function checkClientLimits({ name, input }: JsonObject): readonly Fault[] {
  return [
    ...(typeof name === 'string' ? checkName(name) : []),
    ...(isJsonObject(input) ? [...checkRoot(input), ...checkContainers(input)] : []),
  ];
}

function checkName(name: string): Fault[] {
  if (NAME.test(name)) return [];
  const shorter = name.replaceAll('.', '_').slice(0, NAME_CHARS);
  return [
    warning(
      ['name'],
      `some clients refuse tools whose names have dots or more than ${NAME_CHARS} characters: rename it, for example \`${shorter}\``,
    ),
  ];
}

const COMBINERS = ['anyOf', 'oneOf', 'allOf'] as const;

function checkRoot(input: JsonObject): Fault[] {
  const faults = COMBINERS.filter((keyword) => input[keyword] !== undefined).map((keyword) =>
    warning(
      ['input', keyword],
      `some models refuse \`${keyword}\` at the top of \`input\`: list all arguments under \`properties\`, and explain in the description which belong together`,
    ),
  );
  if (input.properties !== undefined) return faults;
  const message =
    'some clients refuse an `input` without `properties`: add `properties: {}` if the tool has no arguments';
  return [warning(['input'], message), ...faults];
}

function checkContainers(input: JsonObject): Fault[] {
  return [...walkSchema(input)].flatMap(({ schema, path }) => {
    const at = ['input', ...path];
    if (allows(schema, 'array') && schema.items === undefined) {
      const message =
        'some clients refuse an array without `items`: add `items`, the schema of its elements (`{}` for any)';
      return [warning(at, message)];
    }
    if (path.length > 0 && allows(schema, 'object') && !describesProperties(schema)) {
      const message = 'some clients refuse an object without `properties`: add `properties`, `{}` if any are allowed';
      return [warning(at, message)];
    }
    return [];
  });
}

const OBJECT_KEYWORDS = ['properties', 'patternProperties', '$ref', ...COMBINERS] as const;

/** A map of names to values of one schema needs no `properties`. */
function describesProperties(schema: JsonObject): boolean {
  return isJsonObject(schema.additionalProperties) || OBJECT_KEYWORDS.some((keyword) => schema[keyword] !== undefined);
}

function allows({ type }: JsonObject, wanted: string): boolean {
  return type === wanted || (Array.isArray(type) && type.includes(wanted));
}

function warning(path: KeyPath, message: string): Fault {
  return { severity: 'warning', path, message };
}
