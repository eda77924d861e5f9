import { isJsonObject, isRawJSON } from '../../../json.ts';
import { buildHeaders } from '../../upstream/index.ts';

/** Values by name. */
type Values = Readonly<Record<string, unknown>>;

/** What pagination sets in the tool's request, beside what the document sets. */
export interface RequestChange {
  readonly query?: Values | undefined;
  readonly headers?: Values | undefined;
  readonly form?: Values | undefined;
  /** Members of a JSON body; an object is merged into the object at its place, anything else replaces what is there, null removes it. */
  readonly body?: Values | undefined;
}

/** Returns the body's value with the change, before it is serialized. */
export function changedBody(value: unknown, { body, form }: RequestChange): unknown {
  if (body !== undefined) return merged(isJsonObject(value) ? value : {}, body);
  return form === undefined ? value : { ...(isJsonObject(value) ? value : {}), ...form };
}

function merged(base: Values, change: Values): Values {
  const members = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(change)) {
    const before = members.get(key);
    if (value === null) members.delete(key);
    else members.set(key, isPlain(before) && isPlain(value) ? merged(before, value) : value);
  }
  return Object.fromEntries(members); // defines own keys, so a key `__proto__` is preserved
}

/** A number that keeps its text is an object, too. */
const isPlain = (value: unknown): value is Values => isJsonObject(value) && !isRawJSON(value);

/**
 * Returns headers with those of the change.
 *
 * @throws ToolError for a value that a header cannot contain
 */
export function changedHeaders(
  headers: Readonly<Record<string, string>>,
  { headers: change }: RequestChange,
): Readonly<Record<string, string>> {
  if (change === undefined) return headers;
  const names = new Set(Object.keys(change).map((name) => name.toLowerCase()));
  const built = Object.entries(buildHeaders(change)).filter(([name]) => names.has(name));
  const kept = Object.entries(headers).filter(([name]) => !names.has(name));
  return Object.fromEntries([...kept, ...built]);
}
