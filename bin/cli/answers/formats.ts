import { isDateTime } from '../../../lambda/content/index.ts';
import type { Json } from '../../../lambda/json.ts';

/** A format of text that forms may require. */
interface Format {
  /** Follows "expected": `a date`. */
  readonly expected: string;
  accepts(text: string): boolean;
}

/** spec: schema StringSchema */
const FORMATS: Readonly<Record<string, Format>> = {
  email: { expected: 'an email address', accepts: (text) => /^[^\s@]+@[^\s@]+$/.test(text) },
  uri: { expected: 'a URI', accepts: (text) => URL.canParse(text) },
  date: { expected: 'a date, such as 2026-07-28', accepts: isDate },
  'date-time': { expected: 'a date and time, such as 2026-07-28T09:30:00Z', accepts: isDateTime },
};

/** @returns `undefined` for no format, and for one that the specification does not define */
export function readFormat(name: Json | undefined): Format | undefined {
  return typeof name === 'string' && Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
}

/** A day that exists: `Date.parse` takes February 30 for March 2. */
function isDate(text: string): boolean {
  return isDateTime(`${text}T00:00:00Z`);
}
