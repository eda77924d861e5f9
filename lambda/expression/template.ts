import { isJsonObject, type Json } from '../json.ts';
import { ToolError } from '../tool-error.ts';
import type { CompiledExpression } from './engine/index.ts';
import { NEEDS_JSONATA, parsePurePath, readPath, type Scope } from './path.ts';
import { settle } from './settle.ts';

/** Builds a value from the variables of one call; returns a promise only where jsonata evaluates an expression. */
export type Template = (scope: Scope) => unknown | Promise<unknown>;

/** Returns the source inside `{% %}` if the whole text is an expression, in the notation of AWS Step Functions. */
export function expressionSource(text: string): string | undefined {
  if (!text.startsWith('{%') || !text.endsWith('%}') || text.length < 4) return undefined;
  return text.slice(2, -2).trim();
}

/**
 * Compiles a template: a text of the form `{% ... %}` is an expression, anything else stays unchanged. A key or an item whose
 * expression yields no value is omitted.
 *
 * @param value the template in the tool document
 * @param where the template's configuration key, for errors: `body`
 */
export function compileTemplate(value: Json, where: string): Template {
  if (typeof value === 'string') {
    const source = expressionSource(value);
    return source === undefined ? () => value : compileExpression(source, where);
  }
  if (!holdsExpression(value)) return () => value;
  if (isJsonObject(value)) return compileObject(value, where);
  return compileArray(value as readonly Json[], where);
}

/** {@link compileTemplate} for a configuration key that may be absent. */
export function compileOptional(value: Json | undefined, where: string): Template | undefined {
  return value === undefined ? undefined : compileTemplate(value, where);
}

/** Returns whether a template contains an expression; one without gives the same value to every call. */
export function holdsExpression(value: Json | undefined): boolean {
  if (typeof value === 'string') return expressionSource(value) !== undefined;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsExpression);
}

function compileArray(items: readonly Json[], where: string): Template {
  const templates = items.map((item, index) => compileTemplate(item, `${where}.${index}`));
  return (scope) =>
    settle(
      templates.map((template) => template(scope)),
      present,
    );
}

function compileObject(object: Readonly<Record<string, Json | undefined>>, where: string): Template {
  const keys = Object.keys(object);
  const templates = keys.map((key) => compileTemplate(object[key] ?? null, `${where}.${key}`));
  // fromEntries defines own keys, so a key `__proto__` is preserved
  const assemble = keys.includes('__proto__')
    ? (values: readonly unknown[]) =>
        Object.fromEntries(keys.map((key, index) => [key, values[index]]).filter(([, item]) => item !== undefined))
    : (values: readonly unknown[]) => assigned(keys, values);
  return (scope) =>
    settle(
      templates.map((template) => template(scope)),
      assemble,
    );
}

function assigned(keys: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (let index = 0; index < keys.length; index += 1) {
    const value = values[index];
    if (value !== undefined) made[keys[index] ?? ''] = value;
  }
  return made;
}

const present = (values: readonly unknown[]) => values.filter((value) => value !== undefined);

/** Loaded for the first expression that is more than a path, so that a cold start does not compile jsonata. */
let engine: Promise<typeof import('./engine/index.ts')> | undefined;

function compileExpression(source: string, where: string): Template {
  let compiled: Promise<CompiledExpression> | undefined;
  const evaluate = async (scope: Scope): Promise<unknown> => {
    engine ??= import('./engine/index.ts');
    const { compile, reasonOf } = await engine;
    try {
      compiled ??= compile(source);
      return await (await compiled).evaluate(scope);
    } catch (error) {
      throw new ToolError(`The tool's expression \`${where}\` failed: ${reasonOf(error)}.`, { cause: error });
    }
  };
  const path = parsePurePath(source);
  if (path === undefined) return observed(evaluate, where, source);
  const follow: Template = (scope) => {
    const value = readPath(path, scope);
    return value === NEEDS_JSONATA ? evaluate(scope) : value;
  };
  return observed(follow, where, source);
}

/** Reports each value to the author who looks at the call, if there is one. */
function observed(template: Template, where: string, source: string): Template {
  return (scope) => {
    const { observe } = scope.work;
    if (observe === undefined) return template(scope);
    const seen = { where, source, response: scope.response };
    const given = template(scope);
    if (!(given instanceof Promise)) {
      observe({ ...seen, value: given });
      return given;
    }
    return given.then(
      (value) => {
        observe({ ...seen, value });
        return value;
      },
      (error: unknown) => {
        observe({ ...seen, error: error instanceof ToolError ? (error.cause ?? error) : error });
        throw error;
      },
    );
  };
}
