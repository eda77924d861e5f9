import { isJsonObject, type Json } from '../json.ts';
import { ToolError } from '../tool-error.ts';
import type { CompiledExpression } from './engine/index.ts';
import { ASK_JSONATA, parsePurePath, readPath, type Scope } from './path.ts';
import { settle } from './settle.ts';

/** Builds a value from the variables of one call; a promise only where jsonata has to be asked. */
export type Template = (scope: Scope) => unknown | Promise<unknown>;

/** The source inside `{% %}`, when a text is wholly an expression as AWS Step Functions writes it. */
export function expressionSource(text: string): string | undefined {
  if (!text.startsWith('{%') || !text.endsWith('%}') || text.length < 4) return undefined;
  return text.slice(2, -2).trim();
}

/**
 * Makes a template callable: texts that are wholly `{% ... %}` are expressions, everything else stands for itself. A key
 * or an item whose expression finds nothing is left out.
 *
 * @param value the template, as the tool's author wrote it
 * @param where its configuration key, for errors: `body`
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

/** Whether any text of a template is an expression: a template without one gives the same value to every call. */
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
  const assemble = (values: readonly unknown[]) =>
    // fromEntries defines own keys, so a key `__proto__` stays a key
    Object.fromEntries(
      keys.map((key, index) => [key, values[index]] as const).filter(([, item]) => item !== undefined),
    );
  return (scope) =>
    settle(
      templates.map((template) => template(scope)),
      assemble,
    );
}

const present = (values: readonly unknown[]) => values.filter((value) => value !== undefined);

/** jsonata and its bounds come with the first expression that is more than a path: a cold start does not compile them. */
let engine: Promise<typeof import('./engine/index.ts')> | undefined;

function compileExpression(source: string, where: string): Template {
  let compiled: Promise<CompiledExpression> | undefined;
  const ask = async (scope: Scope): Promise<unknown> => {
    engine ??= import('./engine/index.ts');
    const { compile, reasonOf } = await engine;
    try {
      compiled ??= compile(source);
      return await (await compiled).evaluate(scope);
    } catch (error) {
      throw new ToolError(`The tool's expression \`${where}\` failed: ${reasonOf(error)}.`);
    }
  };
  const path = parsePurePath(source);
  if (path === undefined) return ask;
  return (scope) => {
    const value = readPath(path, scope);
    return value === ASK_JSONATA ? ask(scope) : value;
  };
}
