/** `application/json`, `text/json`, `+json`, and the types of the AWS JSON protocols. RFC 6839 section 3.1 */
const JSON_TYPE = /^[\w.+-]+\/(?:[\w.+-]+\+|x-)?json\s*(?:;|$)|^application\/x-amz-json-1\.[01]\s*(?:;|$)/i;

/** The responses of an API have one type. */
let last = { contentType: '', isJson: false };

/** Returns whether a media type is JSON. */
export function isJsonType(contentType: string): boolean {
  if (contentType !== last.contentType) last = { contentType, isJson: JSON_TYPE.test(contentType) };
  return last.isJson;
}

/** A first line that keeps other sites from reading the JSON as a script, as Gerrit and Angular's back ends send it. */
const GUARD = /^(?:\)\]\}'?,?|while\s?\(1\);|for\s?\(;;\);|throw 1;)\s*/;
/** What a guard begins with. */
const GUARDS = ')wft';

/** Returns JSON without the guard before it. */
export function withoutGuard(text: string): string {
  return GUARDS.includes(text.charAt(0)) ? text.replace(GUARD, '') : text;
}

/** Returns whether a text can be a JSON object or list. */
export function looksLikeJson(text: string): boolean {
  return /^\s*(?:\)\]\}'|while\s?\(1\);|for\s?\(;;\);|throw 1;|[{[])/.test(text);
}
