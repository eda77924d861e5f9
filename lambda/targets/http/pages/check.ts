import { holdsExpression } from '../../../expression/index.ts';
import type { Fault, KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { headerNameProblem } from '../../upstream/index.ts';
import { paginationOf } from './pager.ts';
import { type ParameterPlace, placeOfParameter } from './step.ts';
import { readsResponse } from './ways.ts';

const COMMON = ['type', 'items', 'maxPages', 'resume'];
const KEYS: Readonly<Record<string, readonly string[]>> = {
  link: [...COMMON, 'link'],
  cursor: [...COMMON, 'cursor', 'param', 'in'],
  page: [...COMMON, 'param', 'in', 'start', 'step', 'until'],
  next: [...COMMON, 'next'],
};
/** The keys without which a type has no next page. */
const REQUIRED: Readonly<Record<string, readonly [key: string, fix: string]>> = {
  cursor: ['cursor', 'add an expression that finds the cursor in `$response`'],
  next: [
    'next',
    'add what the request of the next page has, such as `{ query: { after: "{% $response.body.next %}" } }`',
  ],
};

/**
 * Checks rules that the schema of `pagination` cannot express.
 *
 * @param target the whole block
 */
export function checkPagination(target: JsonObject): Fault[] {
  const pagination = paginationOf(target.pagination);
  if (pagination === undefined || typeof target.pagination === 'string') return [];
  const type = String(pagination.type);
  const known = KEYS[type] ?? COMMON;
  const faults: Fault[] = Object.keys(pagination)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: ['pagination', key],
      message: `is not a key of ${type}; its keys are ${known.join(', ')}`,
    }));
  const [required, fix] = REQUIRED[type] ?? [];
  if (required !== undefined && pagination[required] === undefined) {
    faults.push({ path: ['pagination', required], message: `is missing: ${fix}` });
  }
  if (type === 'cursor' || type === 'page') faults.push(...checkParameter(target, pagination));
  if (type === 'page') faults.push(...checkStep(pagination));
  if (type === 'next' && isJsonObject(pagination.next)) faults.push(...checkNext(target, pagination.next));
  if (typeof pagination.until === 'string' && pagination.until !== 'empty' && !pagination.until.startsWith('{%')) {
    faults.push({ path: ['pagination', 'until'], message: 'must be `empty` or an expression' });
  }
  return faults;
}

/** Names of parameters that count items; pages have other names. */
const OFFSET = /^(?:\$?skip|from|start|start_?(?:at|index)|.*offset)$/i;

/** Adding 1 to an offset reads all items but one again. */
function checkStep({ param, step }: JsonObject): Fault[] {
  if (step !== undefined || typeof param !== 'string' || !OFFSET.test(param)) return [];
  const message = `\`${param}\` looks like an offset, which counts items, and grows by 1 from page to page: add \`step\`, the number of items of a page, or \`step: 1\` if it counts pages`;
  return [{ severity: 'warning', path: ['pagination', 'param'], message }];
}

/** The page parameter needs a place, and a fixed value there would be lost. */
function checkParameter(target: JsonObject, pagination: JsonObject): Fault[] {
  const parameter = placeOfParameter(pagination);
  const { place, path } = parameter;
  if (path.includes('')) {
    return [{ path: ['pagination', 'param'], message: 'has an empty name: a dot stands between two names' }];
  }
  const name = path[0] ?? '';
  if (place === 'headers') {
    const problem = headerNameProblem(name);
    if (problem !== undefined) return [{ path: ['pagination', 'param'], message: `\`${name}\` ${problem}` }];
  }
  if ((place === 'body' || place === 'form') && !mayMerge(target[place])) {
    return [{ path: ['pagination', 'in'], message: `needs a \`${place}\` that is an object` }];
  }
  const { url } = target;
  const inUrl = place === 'query' && typeof url === 'string' && URL.canParse(url) && hasParameter(url, name);
  if (inUrl) return [{ path: ['url'], message: `has the query parameter ${name}, which \`pagination\` sets` }];
  return checkSetTwice(target, pagination, parameter);
}

const hasParameter = (url: string, name: string) => new URL(url).searchParams.has(name);
/** An expression gives an object at each call. */
const mayMerge = (value: Json | undefined) =>
  isJsonObject(value) || (typeof value === 'string' && holdsExpression(value));

/** The document's own value is that of the first page, where an expression gives one: an agent then passes the cursor. */
function checkSetTwice(target: JsonObject, { type }: JsonObject, { place, path }: ParameterPlace): Fault[] {
  let at: KeyPath = [place];
  let value: Json | undefined = target[place];
  for (const name of path) {
    if (value === undefined || (typeof value === 'string' && holdsExpression(value))) return [];
    if (!isJsonObject(value)) {
      return [{ path: ['pagination', 'param'], message: `leads through \`${at.join('.')}\`, which is not an object` }];
    }
    const key = place === 'headers' ? sameName(value, name) : name;
    at = [...at, key];
    value = value[key];
  }
  if (value === undefined || (type === 'cursor' && holdsExpression(value))) return [];
  const fix = type === 'page' ? '; to begin with another page, use `pagination.start` or `pagination.resume`' : '';
  return [{ path: at, message: `is set by \`pagination\`${fix}` }];
}

function sameName(headers: JsonObject, name: string): string {
  return Object.keys(headers).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
}

function checkNext(target: JsonObject, next: JsonObject): Fault[] {
  const path = ['pagination', 'next'];
  const faults: Fault[] = [];
  if (!readsResponse(next)) {
    faults.push({ path, message: 'is the same for every page: add an expression over `$response`' });
  }
  if (next.url !== undefined && next.query !== undefined) {
    faults.push({ path: [...path, 'query'], message: 'does not apply: `url` brings its own query' });
  }
  for (const place of ['body', 'form'] as const) {
    if (next[place] === undefined || mayMerge(target[place])) continue;
    faults.push({ path: [...path, place], message: `needs a \`${place}\` of the tool that is an object` });
  }
  const headers = isJsonObject(next.headers) ? Object.keys(next.headers) : [];
  for (const name of headers) {
    const problem = headerNameProblem(name);
    if (problem !== undefined) faults.push({ path: [...path, 'headers', name], message: problem });
  }
  return faults;
}
