import { compileTemplate, holdsExpression, type Scope } from '../../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { headerNameProblem, isToken } from '../../upstream/index.ts';
import { isStyleName, type Style, type StyleName } from './styles.ts';

/** The keys of a tool's document that hold parameters. */
export type ParameterKey = 'path' | 'query' | 'form' | 'headers' | 'cookies';

/** OpenAPI's default style of each place. OpenAPI 3.1 section 4.8.12.2.1 */
const DEFAULTS: Readonly<Record<ParameterKey, StyleName>> = {
  path: 'simple',
  query: 'form',
  form: 'form',
  headers: 'simple',
  cookies: 'form',
};

/** Compiled parameters of one place. */
export interface Parameters {
  /** The values, where no expression makes any of them. */
  readonly constant: Readonly<Record<string, unknown>> | undefined;
  /** @throws ToolError when an expression for all of them gives no object */
  build(scope: Scope): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
  /** The style of a parameter by its name; `undefined` where the document gives only a value. */
  styleOf(name: string): Style | undefined;
}

/** Returns whether the document describes a parameter, as `{ value, style, explode }`, and not only its value. */
export function isDescribed(value: unknown): value is JsonObject {
  return isJsonObject(value) && value.value !== undefined;
}

/**
 * Compiles the parameters of one place: values by name, some with a style, or one expression that gives them all.
 *
 * @param given the value of the key
 */
export function compileParameters(given: Json | undefined, key: ParameterKey): Parameters | undefined {
  if (given === undefined) return undefined;
  if (!isJsonObject(given)) {
    const whole = compileTemplate(given, key);
    return {
      constant: undefined,
      build: (scope) => afterwards(whole(scope), (value) => objectOf(value, key)),
      styleOf: () => undefined,
    };
  }
  const styles = new Map(
    Object.entries(given).flatMap(([name, value]) =>
      isDescribed(value) ? [[name, styleIn(value, key)] as const] : [],
    ),
  );
  const plain = valuesOf(given);
  const values = compileTemplate(plain, key);
  return {
    constant: holdsExpression(plain) ? undefined : plain,
    build: (scope) => afterwards(values(scope), (value) => (isJsonObject(value) ? value : {})),
    styleOf: (name) => styles.get(name),
  };
}

function styleIn({ style, explode, allowReserved }: JsonObject, key: ParameterKey): Style {
  const name = isStyleName(style) ? style : DEFAULTS[key];
  // OpenAPI explodes `form` alone, unless the document says otherwise.
  return {
    name,
    explode: typeof explode === 'boolean' ? explode : name === 'form',
    allowReserved: allowReserved === true,
  };
}

function valuesOf(given: JsonObject): JsonObject {
  if (!Object.values(given).some(isDescribed)) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, isDescribed(value) ? value.value : value]),
  );
}

/** No value is no parameter at all. */
function objectOf(value: unknown, key: ParameterKey): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (isJsonObject(value)) {
    for (const name of Object.keys(value)) assertName(name, key);
    return value;
  }
  throw new ToolError(`The tool's expression \`${key}\` must give an object of names and values.`);
}

/** Names in the document are checked when it is published. */
function assertName(name: string, key: ParameterKey): void {
  const header = key === 'headers' ? headerNameProblem(name) : undefined;
  if (header !== undefined) throw new ToolError(`The header "${name}" ${header}.`);
  if (key === 'cookies' && !isToken(name)) throw new ToolError(`The cookie "${name}" has a name that is not allowed.`);
}

function afterwards<T>(value: unknown, then: (value: unknown) => T): T | Promise<T> {
  return value instanceof Promise ? value.then(then) : then(value);
}
