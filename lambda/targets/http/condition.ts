import { ToolError } from '../../tool-error.ts';
import { printable, quote } from './response/index.ts';

/** Bytes of a wrong value that an error shows. */
const SHOWN_BYTES = 80;

/**
 * Returns whether a condition of a document holds. A value that is not there does not hold yet: JSONata finds nothing where a member
 * is missing, and APIs send null for what they do not know yet.
 *
 * @param value what the expression gave, masked
 * @param key the key of the expression
 * @throws ToolError for any other value, which would mean something else to each reader
 */
export function holds(value: unknown, key: string): boolean {
  if (typeof value === 'boolean') return value;
  if (value === undefined || value === null) return false;
  const shown = quote(printable(JSON.stringify(value)), SHOWN_BYTES);
  throw new ToolError(
    `The tool's \`${key}\` must be true or false, and its expression gave ${kindOf(value)} ${shown}: compare the value, as in \`... = 'done'\`.`,
  );
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'the list';
  return typeof value === 'object' ? 'the object' : `the ${typeof value}`;
}
