import type { Fault } from '../../../fault.ts';
import { isJsonObject, type JsonObject } from '../../../json.ts';

const COMMON = ['type', 'items', 'maxPages'];
const KEYS: Readonly<Record<string, readonly string[]>> = {
  link: COMMON,
  cursor: [...COMMON, 'cursor', 'param', 'in'],
  page: [...COMMON, 'param', 'in', 'start', 'until'],
};

/**
 * Checks rules that the schema of `pagination` cannot express.
 *
 * @param target the whole block
 */
export function checkPagination(target: JsonObject): Fault[] {
  const { pagination } = target;
  if (!isJsonObject(pagination)) return [];
  const type = String(pagination.type);
  const known = KEYS[type] ?? COMMON;
  const faults: Fault[] = Object.keys(pagination)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: ['pagination', key],
      message: `is not a key of ${type}; its keys are ${known.join(', ')}`,
    }));
  if (type === 'cursor' && pagination.cursor === undefined) {
    faults.push({
      path: ['pagination', 'cursor'],
      message: 'is missing: add an expression that finds the cursor in `$response`',
    });
  }
  if (type !== 'link') faults.push(...checkParameter(target, pagination, type));
  if (typeof pagination.until === 'string' && pagination.until !== 'empty' && !pagination.until.startsWith('{%')) {
    faults.push({ path: ['pagination', 'until'], message: 'must be `empty` or an expression' });
  }
  return faults;
}

/** The page parameter needs a place that nothing else sets. */
function checkParameter(target: JsonObject, pagination: JsonObject, type: string): Fault[] {
  const name = String(pagination.param ?? type);
  if (pagination.in === 'body') {
    if (!isJsonObject(target.body)) {
      return [{ path: ['pagination', 'in'], message: 'needs a `body` that is an object' }];
    }
    return name in target.body ? [{ path: ['body', name], message: 'is set by `pagination`' }] : [];
  }
  const { url } = target;
  const inUrl = typeof url === 'string' && URL.canParse(url) && new URL(url).searchParams.has(name);
  if (inUrl) return [{ path: ['url'], message: `has the query parameter ${name}, which \`pagination\` sets` }];
  return isJsonObject(target.query) && name in target.query
    ? [{ path: ['query', name], message: 'is set by `pagination`' }]
    : [];
}
