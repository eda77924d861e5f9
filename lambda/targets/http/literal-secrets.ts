import { holdsExpression } from '../../expression/index.ts';
import type { Fault, KeyPath } from '../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';

/** The keys of a block whose texts are sent. */
const SENT = ['url', 'path', 'query', 'headers', 'cookies', 'body', 'form', 'multipart', 'xml', 'text'] as const;

/** Names of headers, fields and parameters that hold credentials. */
const CREDENTIAL =
  /^(?:(?:x|dd)[-_])?(?:(?:api|app|application|access|auth|client|private|secret)[-_]?)?(?:key|secret|token|password|passwd)$|^(?:proxy-)?authorization$/i;
/** Names that look like credentials and hold none: of pages, and public ones. */
const HARMLESS = /^(?:page|next|sync|continuation|key)[-_]?(?:token)?$/i;

/** Beginnings and forms of credentials that their issuers document, so that scanners find them. */
const ISSUED = [
  /^(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{20,}/,
  /^github_pat_[A-Za-z0-9_]{20,}/,
  /^glpat-[A-Za-z0-9_-]{16,}/,
  /^(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}/,
  /^sk-[A-Za-z0-9_-]{20,}/,
  /^xox[abeoprs]-[A-Za-z0-9-]{10,}/,
  /^(?:AKIA|ASIA)[0-9A-Z]{16}$/,
  /^AIza[0-9A-Za-z_-]{30,}/,
  /^SG\.[\w-]{16,}\.[\w-]{16,}/,
  /^eyJ[\w-]{8,}\.eyJ[\w-]{8,}\./,
  /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/,
];
/** The schemes of RFC 7235 that a token follows. */
const SCHEME = /^(?:bearer|basic|token|bot)\s+/i;
/** Shorter texts protect nothing. */
const LEAST_CHARS = 6;

/**
 * Warns about credentials that stand in a document: everyone who reads the catalogue could use them.
 *
 * @param target an `http` block
 */
export function literalSecrets(target: JsonObject): Fault[] {
  return SENT.flatMap((key) => textsIn(target[key], [key])).flatMap((sent) =>
    [sent, ...quotedIn(sent)].some(isCredential) || inUrl(sent.path, sent.text)
      ? [{ severity: 'warning', path: sent.path, message: MESSAGE }]
      : [],
  );
}

function isCredential({ name, text }: SentText): boolean {
  const value = text.replace(SCHEME, '');
  const isNamed = name !== undefined && CREDENTIAL.test(name) && !HARMLESS.test(name) && value.length >= LEAST_CHARS;
  return isNamed || ISSUED.some((form) => form.test(value));
}

/** A value in quotes, and the name before it, as in `{ token: "..." }` of GraphQL, `token = '...'` of SQL, and JSON. */
const QUOTED = /(?:["']?([A-Za-z_][\w-]{0,63})["']?\s{0,8}[:=]\s{0,8})?(["'])((?:\\.|(?!\2)[^\\\n]){0,500})\2/g;

/** The values that stand in a text of another language. */
function quotedIn({ path, text }: SentText): readonly SentText[] {
  return [...text.matchAll(QUOTED)].map(([, name, , value = '']) => ({ path, name, text: value }));
}

const MESSAGE =
  'looks like a credential in plain text, which everyone who reads the catalogue could use: store it as a secret of the server, and send it with `auth`, which `http` and `graphql` have';

interface SentText {
  readonly path: KeyPath;
  /** The name that the text is sent under. */
  readonly name: string | undefined;
  readonly text: string;
}

function textsIn(value: Json | undefined, path: KeyPath, name?: string): readonly SentText[] {
  if (typeof value === 'string') return holdsExpression(value) ? [] : [{ path, name, text: value }];
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => textsIn(item, [...path, index], name));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    // A parameter with a style, or a part of a form, keeps the name of its parent.
    textsIn(inner, [...path, key], name !== undefined && (key === 'value' || key === 'text') ? name : key),
  );
}

/** A credential among the parameters of a URL. */
function inUrl([key]: KeyPath, text: string): boolean {
  if (key !== 'url' || !URL.canParse(text)) return false;
  return [...new URL(text).searchParams].some(
    ([name, value]) => CREDENTIAL.test(name) && !HARMLESS.test(name) && value.length >= LEAST_CHARS,
  );
}
