import { hasRounded, markHolder, markMember, roundedNumbers, roundedSource } from '../text/index.ts';

/** A number that an expression rounded. */
export interface LostNumber {
  /** Keys and indexes in the result. */
  readonly path: readonly (string | number)[];
  /** The number as the result has it. */
  readonly shown: string;
  /** The number as the upstream sent it, if it can be told. */
  readonly source: string | undefined;
}

/** Numbers that a note lists. */
const MAX_LISTED = 5;
/** Numbers of a response that are compared with those of a result. */
const MAX_SOURCES = 100_000;
/** Characters of a number in a note. */
const SHOWN_CHARS = 40;

/**
 * Finds the numbers that an expression rounded: JSONata computes with doubles, and copies what it returns. An expression that is
 * only a path passes on the value itself, with its digits.
 *
 * @param value what the expression returned
 * @param from what the expression looked into
 * @returns at most as many as a note lists
 */
export function lostNumbers(value: unknown, from: unknown): readonly LostNumber[] {
  if (!hasRounded(from)) return [];
  const lost: LostNumber[] = [];
  collect({ '': value }, [], roundedForms(from), lost);
  return lost.map(({ path, ...rest }) => ({ path: path.slice(1), ...rest }));
}

/** How rounded numbers look: as numbers, and in texts that JSONata makes of them, which have 15 digits. */
function roundedForms(from: unknown): ReadonlyMap<string, string> {
  const forms = new Map<string, string>();
  for (const { source } of roundedNumbers(from, MAX_SOURCES)) {
    for (const form of formsOf(Number(source))) {
      if (form !== source && !forms.has(form)) forms.set(form, source);
    }
  }
  return forms;
}

const formsOf = (number: number) => [String(number), String(Number(number.toPrecision(15)))];

function collect(
  holder: object,
  path: LostNumber['path'],
  forms: ReadonlyMap<string, string>,
  into: LostNumber[],
): void {
  for (const [key, value] of Object.entries(holder)) {
    if (into.length >= MAX_LISTED) return;
    const at = [...path, Array.isArray(holder) ? Number(key) : key];
    if (typeof value === 'object' && value !== null) collect(value, at, forms, into);
    else if (typeof value === 'string') into.push(...lostIn(value, at, forms));
    else if (typeof value === 'number' && isInexact(value) && roundedSource(holder, key) === undefined) {
      const shown = String(value);
      into.push({ path: at, shown, source: forms.get(shown) });
    }
  }
}

function isInexact(value: number): boolean {
  return !Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value));
}

function lostIn(text: string, path: LostNumber['path'], forms: ReadonlyMap<string, string>): LostNumber[] {
  for (const [number] of text.matchAll(NUMBER)) {
    const source = forms.get(number);
    if (source !== undefined) return [{ path, shown: number, source }];
  }
  return [];
}

const NUMBER = /-?\d{16,}|-?\d+(?:\.\d+)?e\+\d+|-?Infinity/g;

/** Writes a note about rounded numbers for the agent; `undefined` where there are none. */
export function roundedNote(lost: readonly LostNumber[]): { readonly type: 'text'; readonly text: string } | undefined {
  if (lost.length === 0) return undefined;
  const lines = lost.slice(0, MAX_LISTED).map(({ path, shown, source }) => {
    const was = source === undefined ? '' : `, was ${source.slice(0, SHOWN_CHARS)}`;
    return `${path.join('/') || '(result)'}: ${shown}${was}`;
  });
  const text = `Not exact: an expression of this tool rounded numbers beyond 2^53 - 1.\n${lines.join('\n')}`;
  return { type: 'text', text };
}

/**
 * Marks the numbers of a value that an expression copied from a response, so that they are written as they came. One that is
 * ambiguous, because several numbers of the response look the same once they are rounded, stays as it is.
 *
 * @param value what the expression returned
 * @param from what the expression looked into
 */
export function restoreNumbers(value: unknown, from: unknown): void {
  if (!hasRounded(from) || typeof value !== 'object' || value === null) return;
  markHolder(value);
  const sources = sourcesByNumber(from);
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'number' && isInexact(inner) && roundedSource(value, key) === undefined) {
      const source = onlyOf(sources.get(inner));
      if (source !== undefined) markMember(value, key, inner, source);
    } else restoreNumbers(inner, from);
  }
}

/** The texts of a response's rounded numbers, by what they are rounded to; found once for each response. */
const known = new WeakMap<object, ReadonlyMap<number, ReadonlySet<string>>>();

function sourcesByNumber(from: unknown): ReadonlyMap<number, ReadonlySet<string>> {
  if (typeof from !== 'object' || from === null) return new Map();
  const before = known.get(from);
  if (before !== undefined) return before;
  const sources = new Map<number, Set<string>>();
  for (const { source } of roundedNumbers(from, MAX_SOURCES)) {
    const number = Number(source);
    const texts = sources.get(number) ?? new Set();
    sources.set(number, texts.add(source));
  }
  known.set(from, sources);
  return sources;
}

function onlyOf(sources: ReadonlySet<string> | undefined): string | undefined {
  return sources?.size === 1 ? [...sources][0] : undefined;
}

/**
 * Returns what an expression looked into, with what it has parsed itself.
 *
 * @param parsed as `WorkBudget.takeParsed` returns it
 */
export function withParsed(from: unknown, parsed: readonly object[]): unknown {
  if (parsed.length === 0) return from;
  const all = [from, ...parsed];
  markHolder(all);
  return all;
}

/** Returns a text that an expression built, such as a URL, with the digits that a response has of the numbers in it. */
export function exactText(text: string, from: unknown): string {
  if (!hasRounded(from) || text.search(NUMBER) < 0) return text;
  const byForm = new Map<string, ReadonlySet<string>>();
  for (const [number, sources] of sourcesByNumber(from)) {
    for (const form of formsOf(number)) byForm.set(form, new Set([...(byForm.get(form) ?? []), ...sources]));
  }
  return text.replace(NUMBER, (shown) => onlyOf(byForm.get(shown)) ?? shown);
}

/**
 * Returns the text of a number that an expression copied from a response, so that an upstream receives what it sent.
 *
 * @returns `undefined` for a number that is exact, or whose digits cannot be told
 */
export function sourceOf(value: number, from: unknown): string | undefined {
  if (!isInexact(value) || !hasRounded(from)) return undefined;
  return onlyOf(sourcesByNumber(from).get(value));
}
