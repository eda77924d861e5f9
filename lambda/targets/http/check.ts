import { isJsonObject, type JsonObject } from '../../json.ts';
import { checkTemplate } from '../expression/index.ts';
import type { TargetProblem, TargetTool } from '../types.ts';
import { headerNameProblem, isHeaderValue } from './headers.ts';
import { BODY_METHODS } from './schema.ts';
import { parseUrlTemplate } from './url.ts';

/**
 * Finds what the schema of an `http` block cannot say.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every problem, empty when there is none
 */
export async function checkHttp({ target, input }: TargetTool): Promise<TargetProblem[]> {
  const problems = [...checkUrl(String(target.url), input), ...checkHeaders(target.headers)];
  const method = target.method ?? 'GET';
  if (target.body !== undefined && !BODY_METHODS.includes(String(method))) {
    problems.push({
      path: ['body'],
      message: `a ${String(method)} request carries no body; use one of ${BODY_METHODS.join(', ')}`,
    });
  }
  for (const key of ['query', 'headers', 'body'] as const) {
    problems.push(...(await checkTemplate(target[key], [key], ['args'])));
  }
  problems.push(...(await checkTemplate(target.result, ['result'], ['args', 'response'])));
  return problems;
}

function checkUrl(url: string, input: JsonObject): TargetProblem[] {
  try {
    const unknown = parseUrlTemplate(url).placeholders.filter((name) => !mayBeArgument(name, input));
    return unknown.map((name) => ({ path: ['url'], message: `{${name}} is not a property of the tool's \`input\`` }));
  } catch (error) {
    return [{ path: ['url'], message: error instanceof Error ? error.message : 'is not a URL' }];
  }
}

/** Whether the input schema has, or through a keyword of its own may have, an argument of that name. */
function mayBeArgument(name: string, input: JsonObject): boolean {
  if (!isJsonObject(input.properties) || Object.hasOwn(input.properties, name)) return true;
  return ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties', 'dependentSchemas'].some((key) => key in input);
}

function checkHeaders(headers: unknown): TargetProblem[] {
  if (!isJsonObject(headers)) return [];
  const problems: TargetProblem[] = [];
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const path = ['headers', name];
    const message = seen.has(name.toLowerCase()) ? 'is given twice' : headerNameProblem(name);
    if (message !== undefined) problems.push({ path, message });
    if (!isHeaderValue(String(value)))
      problems.push({ path, message: 'has a line break or another forbidden character' });
    seen.add(name.toLowerCase());
  }
  return problems;
}
