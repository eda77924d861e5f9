import { holdsExpression } from '../../../expression/index.ts';
import type { Fault } from '../../../fault.ts';
import { isJsonObject, type JsonObject } from '../../../json.ts';
import type { TargetTool } from '../../types.ts';
import { headerNameProblem, isHeaderValue } from '../../upstream/index.ts';
import { BODY_KEYS } from './body.ts';
import { BODY_METHODS } from './schema.ts';
import { parseUrlTemplate } from './url.ts';

/** Checks rules of the request that the schema cannot express. */
export function checkRequest({ target, input }: TargetTool): Fault[] {
  return [...checkUrl(String(target.url), input), ...checkHeaders(target.headers), ...checkBody(target)];
}

function checkUrl(url: string, input: JsonObject): Fault[] {
  try {
    const unknown = parseUrlTemplate(url).placeholders.filter((name) => !mayBeArgument(name, input));
    const known = isJsonObject(input.properties) ? Object.keys(input.properties).join(', ') : '';
    return unknown.map((name) => ({
      path: ['url'],
      message: `{${name}} is not an argument of the tool; its arguments are: ${known || 'none'}`,
    }));
  } catch (error) {
    return [{ path: ['url'], message: error instanceof Error ? error.message : 'is not a URL' }];
  }
}

/** Returns whether the input schema defines an argument, or has a keyword that could define it. */
function mayBeArgument(name: string, input: JsonObject): boolean {
  const { properties, additionalProperties } = input;
  if (isJsonObject(properties) ? Object.hasOwn(properties, name) : additionalProperties !== false) return true;
  return ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties', 'dependentSchemas'].some((key) => key in input);
}

function checkBody(target: JsonObject): Fault[] {
  const method = String(target.method ?? 'GET');
  const [first, ...others] = BODY_KEYS.filter((key) => target[key] !== undefined);
  const faults: Fault[] = others.map((key) => ({
    path: [key],
    message: `a request has one body, and \`${first}\` already sets it`,
  }));
  if (first !== undefined && !BODY_METHODS.includes(method)) {
    const message = `a ${method} request has no body; use one of ${BODY_METHODS.join(', ')}`;
    faults.push({ path: [first], message });
  }
  const { contentType } = target;
  if (contentType === undefined) return faults;
  const path = ['contentType'];
  if (first !== 'text' && first !== 'binary') {
    faults.push({ path, message: 'applies to `text` and `binary` only; other bodies have a fixed type' });
  } else if (!holdsExpression(contentType) && !isHeaderValue(String(contentType))) {
    faults.push({ path, message: 'contains a line break or another forbidden character' });
  }
  return faults;
}

function checkHeaders(headers: unknown): Fault[] {
  if (!isJsonObject(headers)) return [];
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    const path = ['headers', name];
    const message = seen.has(name.toLowerCase()) ? 'is set twice' : headerNameProblem(name);
    if (message !== undefined) faults.push({ path, message });
    if (!isHeaderValue(String(value)))
      faults.push({ path, message: 'contains a line break or another forbidden character' });
    seen.add(name.toLowerCase());
  }
  return faults;
}
