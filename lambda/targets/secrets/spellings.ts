/** The spellings of one character of a secret, in lower case and without duplicates, longest first. */
type Element = readonly string[];

/** A secret as a sequence of characters, each with all its spellings. */
export type Spelling = readonly Element[];

/** Bytes of a secret from which its base64 form is masked: a shorter one occurs in ordinary base64 by chance. */
const LEAST_BASE64_BYTES = 6;
/** How often an escape may be escaped again: JSON in JSON in JSON, or `%25252f`. */
const LEVELS = 3;

/** A backslash before a character that may be escaped with backslashes: how many belong to which depends on the level. */
const AMBIGUOUS = /\\[^a-z0-9\\]/i;

/** Characters that no encoder escapes. */
const PLAIN = /^[a-z0-9]$/i;
/** The parts of a secret that are escaped as one: a run of backslashes grows as a whole, which keeps the search linear. */
const PARTS = /\\{2,}|./gsu;

const JSON_ESCAPES: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\f': 'f',
  '\r': 'r',
  '"': '"',
  "'": "'",
  '/': '/',
};

const ENTITIES: Readonly<Record<string, readonly string[]>> = {
  '&': ['amp'],
  '<': ['lt'],
  '>': ['gt'],
  '"': ['quot'],
  "'": ['apos'],
  '/': ['sol'],
  '+': ['plus'],
  '=': ['equals'],
  '`': ['grave'],
};

/**
 * Returns the ways in which an echo may spell a secret: with JSON escapes, percent-encoding, form encoding or HTML entities, and
 * base64 or base64url of a text that contains it. Encoders differ in which characters they escape, so each is independent.
 */
export function spellingsOf(secret: string): readonly Spelling[] {
  const parts = secret.match(PARTS) ?? [];
  const all = Array.from({ length: LEVELS + 1 }, (_, level) => level);
  // One spelling for each level: were each backslash independent, a search would try all ways to share out each run of them.
  const choices = AMBIGUOUS.test(secret) ? all.map((level) => [level]) : [all];
  return [
    ...choices.map((levels) => parts.map((part) => elementOf(part, levels))),
    ...base64Of(Buffer.from(secret)).map(base64Spelling),
  ];
}

/** @param doublings how often a backslash may have been doubled */
function elementOf(part: string, doublings: readonly number[] = []): Element {
  if (PLAIN.test(part)) return [part.toLowerCase()];
  const forms = part.startsWith('\\') ? backslashes(part.length, doublings) : [part, ...escapesOf(part)];
  return [...new Set(forms.map(foldCase))].sort((a, b) => b.length - a.length);
}

/** The spellings of a run of backslashes. */
function backslashes(length: number, doublings: readonly number[]): string[] {
  const plain = ['\\', ...percentEncoded('\\', ['005c'])];
  return [
    ...doublings.flatMap((times) => plain.map((form) => form.repeat(length * 2 ** times))),
    ...[...unicodeEscaped(['005c']), ...entities('\\'), ...jsonWithin('\\', ['005c'])].map((form) =>
      form.repeat(length),
    ),
  ];
}

/** The spellings of one character other than itself. */
function escapesOf(char: string): string[] {
  const units = Array.from({ length: char.length }, (_, index) => hex(char.charCodeAt(index), 4));
  return [
    ...backslashed(JSON_ESCAPES[char]),
    ...unicodeEscaped(units),
    ...percentEncoded(char, units),
    ...entities(char),
    ...jsonWithin(char, units),
    ...(char === ' ' ? ['+'] : []),
  ];
}

/** The JSON escapes of a character where the JSON is part of a query or of HTML. */
function jsonWithin(char: string, units: readonly string[]): string[] {
  const name = JSON_ESCAPES[char];
  const escapes = [...(name === undefined ? [] : [`\\${name}`]), units.map((unit) => `\\u${unit}`).join('')];
  const inQuery = escapes.map((form) => form.replace(/[^a-z0-9]/gi, (sign) => `%${hex(sign.charCodeAt(0), 2)}`));
  const inHtml = name === char ? entities(char).map((entity) => `\\${entity}`) : [];
  return [...inQuery, ...inHtml];
}

/** An escape of one character: each level of JSON doubles its backslashes, and some encoders escape the slash as well. */
function backslashed(name: string | undefined): string[] {
  if (name === undefined) return [];
  return Array.from({ length: 2 ** LEVELS - 1 }, (_, index) => '\\'.repeat(index + 1) + name);
}

/** The `\\u` escapes of a character, whose backslashes are doubled at each level. */
function unicodeEscaped(units: readonly string[]): string[] {
  return Array.from({ length: LEVELS + 1 }, (_, level) =>
    units.map((unit) => `${'\\'.repeat(2 ** level)}u${unit}`).join(''),
  );
}

function percentEncoded(char: string, units: readonly string[]): string[] {
  const bytes = [...Buffer.from(char.toWellFormed())].map((byte) => hex(byte, 2));
  const marks = Array.from({ length: LEVELS }, (_, level) => `%${'25'.repeat(level)}`);
  return [
    ...marks.map((mark) => bytes.map((byte) => mark + byte).join('')),
    units.map((unit) => `%u${unit}`).join(''), // JavaScript's `escape`
  ];
}

function entities(char: string): string[] {
  const point = char.codePointAt(0) ?? 0;
  const digits = point.toString(16);
  const names = [
    ...(ENTITIES[char] ?? []),
    ...[`${point}`, `0${point}`].map((number) => `#${number}`),
    ...[digits, hex(point, 2), hex(point, 4)].map((number) => `#x${number}`),
  ];
  const marks = Array.from({ length: LEVELS }, (_, level) => `&${'amp;'.repeat(level)}`);
  return marks.flatMap((mark) => names.map((name) => `${mark}${name};`));
}

/**
 * The base64 characters that depend on a secret alone, for each of its three alignments within a longer text.
 * RFC 4648 section 4
 */
function base64Of(secret: Buffer): string[] {
  if (secret.length < LEAST_BASE64_BYTES) return [];
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), secret]).toString('base64');
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6));
  });
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

const DIGITS_62_AND_63: Readonly<Record<string, Element>> = {
  '+': [...new Set([...elementOf('+'), '-'])], // base64url, RFC 4648 section 5
  '/': [...new Set([...elementOf('/'), '_'])],
};

function base64Spelling(text: string): Spelling {
  return [...text].map((char) => DIGITS_62_AND_63[char] ?? [char.toLowerCase()]);
}

/** Returns a text with its ASCII letters in lower case, which never changes the length. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
