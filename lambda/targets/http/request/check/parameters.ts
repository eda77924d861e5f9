import type { Fault, KeyPath } from '../../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts';
import { headerNameProblem, isHeaderValue, isToken } from '../../../upstream/index.ts';
import { isDescribed, type ParameterKey } from '../parameters.ts';
import { STYLES } from '../styles.ts';

/** The styles that OpenAPI allows in each place; a form has those of a query. OpenAPI 3.1 section 4.8.12.3 */
const ALLOWED: Readonly<Record<ParameterKey, readonly string[]>> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  form: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  headers: ['simple'],
  cookies: ['form'],
};
const KEYS = ['value', 'style', 'explode', 'allowReserved'];

/** Checks the parameters of all places. */
export function checkParameters(target: JsonObject): Fault[] {
  return [
    ...(Object.keys(ALLOWED) as ParameterKey[]).flatMap((key) => checkPlace(key, target[key])),
    ...checkNames(target),
  ];
}

function checkPlace(key: ParameterKey, given: Json | undefined): Fault[] {
  if (!isJsonObject(given)) return [];
  return Object.entries(given).flatMap(([name, value]) => checkParameter(key, [key, name], value));
}

function checkParameter(key: ParameterKey, path: KeyPath, value: Json | undefined): Fault[] {
  if (value === null) return [{ path, message: 'is null: remove the key, or write an empty text' }];
  if (!isJsonObject(value)) return checkValue(key, path, value);
  if (!isDescribed(value)) return [{ path, message: nestedProblem(key) }];
  const faults = Object.keys(value)
    .filter((inner) => !KEYS.includes(inner))
    .map(
      (inner): Fault => ({
        path: [...path, inner],
        message: `is not a key of a parameter; its keys are ${KEYS.join(', ')}`,
      }),
    );
  const { style, explode, allowReserved } = value;
  if (style !== undefined && !(typeof style === 'string' && ALLOWED[key].includes(style)))
    faults.push({ path: [...path, 'style'], message: styleProblem(key, style) });
  for (const [inner, flag] of Object.entries({ explode, allowReserved })) {
    if (flag !== undefined && typeof flag !== 'boolean')
      faults.push({ path: [...path, inner], message: 'must be true or false' });
  }
  if (allowReserved === true && key !== 'query' && key !== 'form')
    faults.push({ path: [...path, 'allowReserved'], message: 'applies to `query` and `form` only' });
  if (style === 'deepObject') {
    if (explode === false) faults.push({ path: [...path, 'explode'], message: 'cannot be false with `deepObject`' });
    return faults;
  }
  return [...faults, ...checkValue(key, [...path, 'value'], value.value)];
}

/** A value without expressions is known already. */
function checkValue(key: ParameterKey, path: KeyPath, value: Json | undefined): Fault[] {
  if (Array.isArray(value)) {
    const nested = value.findIndex((item) => typeof item === 'object');
    return nested < 0 ? [] : [{ path: [...path, nested], message: nestedProblem(key) }];
  }
  if (key === 'headers' && !isHeaderValue(String(value)))
    return [{ path, message: 'contains a line break or another forbidden character' }];
  return [];
}

function nestedProblem(key: ParameterKey): string {
  const start = 'must be a string, a number, a boolean or a list of them';
  if (key === 'headers' || key === 'cookies' || key === 'path')
    return `${start}; a parameter with a style is written \`{ value, style, explode }\``;
  return `${start}; write nested values as \`{ value: ..., style: deepObject }\``;
}

function styleProblem(key: ParameterKey, style: Json): string {
  const elsewhere =
    typeof style === 'string' && STYLES.includes(style) ? `is not a style of \`${key}\`` : 'is not a style';
  return `${elsewhere}; use ${ALLOWED[key].join(', ')}`;
}

/** Names of headers and cookies, and headers that are set twice. */
function checkNames({ headers, cookies }: JsonObject): Fault[] {
  const faults: Fault[] = [];
  const seen = new Set<string>();
  for (const name of isJsonObject(headers) ? Object.keys(headers) : []) {
    const message = seen.has(name.toLowerCase()) ? 'is set twice' : headerNameProblem(name);
    if (message !== undefined) faults.push({ path: ['headers', name], message });
    seen.add(name.toLowerCase());
  }
  if (cookies === undefined) return faults;
  if (seen.has('cookie')) faults.push({ path: ['cookies'], message: 'is set twice: `headers` has `Cookie`, too' });
  for (const name of isJsonObject(cookies) ? Object.keys(cookies) : []) {
    if (!isToken(name)) faults.push({ path: ['cookies', name], message: 'is not a cookie name' });
  }
  return faults;
}
