import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts';

/** Members that hold a sentence, in the order of an error's text. RFC 9457 defines `title` and `detail`. */
const SENTENCES = [
  'message',
  'Message',
  'msg',
  'errorMessage',
  'errorSummary',
  'defaultMessage',
  'error',
  'error_description',
  'description',
  'Description',
  'title',
  'detail',
  'Detail',
  'error_user_msg',
  'reason',
];
/** Members that hold the name of a problem. */
const NAMES = [
  '__type',
  'code',
  'Code',
  'errorCode',
  'error_code',
  'decline_code',
  'type',
  'status',
  'error',
  'reason',
];
/** Members that hold the number of a problem, as Twilio, Discord and Facebook have it, and the word for it. */
const NUMBERS: Readonly<Record<string, string>> = {
  code: 'code',
  Code: 'code',
  errorCode: 'code',
  error_code: 'code',
  errorNumber: 'code',
  error_subcode: 'subcode',
};
/** A number that says something: 0 and 1 mean any problem. */
const CODE = /^-?(?:[2-9]|[1-9]\d{1,14})$/;
/** Members that hold the place of a problem in the request. */
const PLACES = [
  ...['field', 'fields', 'fieldName', 'param', 'parameter', 'path', 'property', 'propertyName', 'propertyPath'],
  ...['pointer', 'source', 'loc', 'target', 'attribute', 'element', 'name'],
];
/** Members of a body that hold problems, and are no names of fields. */
const HOLDERS =
  /^(?:.*errors?|details?|messages?|violations|failures|issues|problems|causes?|fault|data|result|response|status|body|non_field_errors|__all__)$/i;
/** A member that maps names of fields to what is wrong there, or holds a list of problems. */
const ERRORS = /^errors?$/i;
/** Members that explain nothing to an agent. */
const NOISE =
  /^(?:@.*|meta|_?links?|help|docs?|documentation.*|trace.*|stack.*|request(?:[-_]?(?:id|url|uri|path|time))?|inner_?error|locations)$/i;

const IDENTIFIER = /^[A-Za-z_][\w.#:-]{0,99}$/;
/** Names that only repeat that there is a problem. */
const PLAIN_NAMES = new Set(['error', 'errors', 'fail', 'failed', 'failure', 'about:blank', 'Failure']);

/** What one text shows of a body that nests deeply or holds many problems. */
const MAX_DEPTH = 6;
const MAX_LINES = 40;

/**
 * Finds the sentences of a JSON error body, with the field that each is about: GitHub, Stripe, Google, AWS, Jira, Salesforce,
 * Zendesk, PagerDuty, Laravel, JSON:API, GraphQL and problem details (RFC 9457) nest them differently.
 *
 * @param status of the response, which a code need not repeat
 * @returns one text per problem; empty if the body has no sentence
 */
export function messagesIn(body: Json, status: number): readonly string[] {
  const lines = new Set<string>();
  collect(body, { lines, sentences: new Set(), path: '', depth: 0, status });
  return [...lines];
}

interface Place {
  readonly lines: Set<string>;
  /** What was said of a place already, for answers that say it again at a deeper level. */
  readonly sentences: Set<string>;
  /** The members that lead to the value, where they are names of fields. */
  readonly path: string;
  readonly depth: number;
  readonly status: number;
}

function collect(value: Json | undefined, place: Place): void {
  const { lines, path, depth } = place;
  if (depth > MAX_DEPTH || lines.size >= MAX_LINES) return;
  if (typeof value === 'string' && value.trim() !== '') lines.add(withPlace(path, value.trim()));
  if (Array.isArray(value)) {
    for (const item of value.slice(0, MAX_LINES)) collect(item, { ...place, depth: depth + 1 });
  }
  if (isJsonObject(value)) collectObject(value, place);
}

function collectObject(value: JsonObject, within: Place): void {
  const { lines, path, depth, status } = within;
  const sentences = sentencesOf(value);
  // At the top, `path` and the like repeat the request.
  const place = (depth > 0 ? placeOf(value) : undefined) ?? path;
  const described = sentences.length > 0;
  const said = withPlace(place, sentences.join('; '));
  if (described && !within.sentences.has(said)) lines.add(`${said}${suffixOf(value, sentences, status)}`);
  else if (!described && (depth > 0 || namesOf(value).length > 0)) collectRecord(value, within);
  if (described) within.sentences.add(said);
  for (const [key, inner] of Object.entries(value)) {
    if (NOISE.test(key) || typeof inner !== 'object' || sentenceIn(inner) !== undefined) continue;
    if (PLACES.includes(key) && placeIn(inner) !== undefined) continue;
    if (ERRORS.test(key) && isFieldMap(inner)) {
      for (const [field, text] of Object.entries(inner)) collect(text, { ...within, path: joined(path, field) });
      continue;
    }
    // Django REST framework names the fields in the outer object.
    const isField = !described && !ERRORS.test(key) && (depth > 0 || (Array.isArray(inner) && !HOLDERS.test(key)));
    collect(inner, { ...within, path: isField ? joined(path, key) : path, depth: depth + 1 });
  }
}

/** Whether an object is a sentence, or sentences, for each of some fields, which may be called `name` or `title`. */
function isFieldMap(value: Json): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const known = new Set([...SENTENCES, ...NAMES, ...PLACES]);
  const entries = Object.entries(value);
  const isText = (text: Json | undefined) => typeof text === 'string' && /\s/.test(text);
  const isOfField = (text: Json | undefined) => isText(text) || (Array.isArray(text) && text.some(isText));
  return (
    entries.length > 0 &&
    entries.every(([, text]) => isOfField(text)) &&
    entries.some(([key, text]) => !known.has(key) || Array.isArray(text))
  );
}

/** An object without a sentence: a list of names, such as `{ field: 'title', code: 'missing' }`, or a sentence for each field. */
function collectRecord(value: JsonObject, { lines, path }: Place): void {
  const leaves = Object.entries(value).flatMap(([key, leaf]) =>
    NOISE.test(key) || typeof leaf === 'object' || leaf === undefined || leaf === ''
      ? []
      : [[key, String(leaf)] as const],
  );
  if (leaves.some(([, leaf]) => /\s/.test(leaf))) {
    for (const [key, leaf] of leaves) lines.add(withPlace(joined(path, key), leaf));
    return;
  }
  const names = leaves.map(([key, leaf]) => (key.startsWith('__') ? shortName(leaf) : `${key} ${leaf}`));
  if (names.length > 0) lines.add(withPlace(path, names.join(', ')));
}

function sentencesOf(value: JsonObject): readonly string[] {
  const found = SENTENCES.flatMap((key) => {
    const text = sentenceIn(value[key]);
    return text === undefined || text.trim() === '' ? [] : [text.trim()];
  });
  const distinct = [...new Set(found)];
  // The reason of an error is its name where there is a sentence.
  const sentences = distinct.filter((text) => /\s/.test(text));
  const reason = typeof value.reason === 'string' ? value.reason : undefined;
  return sentences.length > 0 ? distinct.filter((text) => text !== reason || /\s/.test(text)) : distinct;
}

/** A text, or one with its language: `{ "lang": "en", "value": "..." }` of OData 2. */
function sentenceIn(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return isJsonObject(value) && typeof value.value === 'string' && 'lang' in value ? value.value : undefined;
}

function namesOf(value: JsonObject): readonly string[] {
  const names = NAMES.flatMap((key) => {
    const name = value[key];
    return typeof name === 'string' && IDENTIFIER.test(name) && !PLAIN_NAMES.has(name) ? [shortName(name)] : [];
  });
  return [...new Set(names)];
}

function codesOf(value: JsonObject, status: number): readonly string[] {
  return Object.entries(NUMBERS).flatMap(([key, word]) => {
    const code = String(value[key] ?? '');
    return CODE.test(code) && Number(code) !== status ? [`${word} ${code}`] : [];
  });
}

/** AWS: `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`. */
const shortName = (name: string) => name.replace(/^[\w.]+#/, '');

function suffixOf(value: JsonObject, sentences: readonly string[], status: number): string {
  const names = [...namesOf(value), ...codesOf(value, status)].filter((name) => !sentences.includes(name));
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
}

function placeOf(value: JsonObject): string | undefined {
  for (const key of PLACES) {
    const place = placeIn(value[key]);
    if (place !== undefined) return place;
  }
  return undefined;
}

function placeIn(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (isJsonObject(value)) return placeIn(value.pointer ?? value.parameter ?? value.header);
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const isName = (item: Json) => typeof item === 'number' || (typeof item === 'string' && !/\s/.test(item));
  return value.every(isName) ? value.join('.') : undefined;
}

const joined = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

const withPlace = (place: string, text: string) => (place === '' ? text : `${place}: ${text}`);

/** Joins sentences to one text. */
export function sentencesAsText(sentences: readonly string[]): string {
  return sentences.reduce((text, next) => `${text}${/[.!?:;]$/.test(text) ? ' ' : '; '}${next}`);
}

/** An element of XML that holds only text. */
const LEAF = /<([A-Za-z_][\w.:-]{0,60})(?:\s[^<>]*)?>([^<>]+)<\/\1>/g;
const NAMED = /^(?:[\w-]+:)?(?:code|message|title|detail|faultcode|faultstring|reason|text|description|error.*)$/i;

/** The sentences of an error in XML, as S3 and SOAP send it. */
export function xmlMessagesIn(text: string): readonly string[] {
  if (!/^\s*<(?!!doctype html|html)/i.test(text)) return [];
  const lines = new Set<string>();
  for (const [, name = '', content = ''] of text.matchAll(LEAF)) {
    if (NAMED.test(name) && content.trim() !== '' && lines.size < MAX_LINES) lines.add(unescapeXml(content.trim()));
  }
  return [...lines];
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

const unescapeXml = (text: string) =>
  text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? '');

const HTML = /^\s*<(?:!doctype html|html)\b/i;
/** An element whose content is not shown. */
const UNSEEN = new Set(['script', 'style', 'template']);

/** What a page of HTML shows, such as the error page of a load balancer; `undefined` for any other text. */
export function htmlTextIn(text: string): string | undefined {
  if (!HTML.test(text)) return undefined;
  const shown = new Set<string>();
  let unseen: string | undefined;
  for (const piece of text.split('<')) {
    const end = piece.indexOf('>');
    const [, name = ''] = /^(\/?[a-z][a-z0-9]*)/i.exec(piece) ?? [];
    const tag = name.toLowerCase();
    if (unseen !== undefined && tag !== `/${unseen}`) continue;
    unseen = UNSEEN.has(tag) ? tag : undefined;
    const content = unescapeXml(piece.slice(end + 1).replace(/\s+/g, ' ')).trim();
    if (unseen === undefined && end >= 0 && content !== '') shown.add(content);
  }
  return [...shown].join(' ');
}
