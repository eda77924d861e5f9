/**
 * The ids of callers. An issuer contains no `|` (the stage's issuers are checked for it), so that the first `|` ends it whatever the
 * subject contains: no two users share an id, and no user has the id of a key.
 */

/** Separates an issuer from the name that it gives. */
export const ISSUER_END = '|';

const KEY = 'key:';
/** Begins the ids of users: `{iss}|{sub}` follows. */
export const USER = 'user:';

/** The id of the user whom an issuer names. */
export function userId(issuer: string, subject: string): string {
  return `${USER}${issuer}${ISSUER_END}${subject}`;
}

/** The issuer and subject of a user's id; `undefined` for another id. */
export function parseUserId(id: string): { readonly issuer: string; readonly subject: string } | undefined {
  const end = id.indexOf(ISSUER_END);
  if (!id.startsWith(USER) || end < 0) return undefined;
  return { issuer: id.slice(USER.length, end), subject: id.slice(end + ISSUER_END.length) };
}

/** The id of the caller whom a key admits. */
export function keyPrincipalId(keyId: string): string {
  return `${KEY}${keyId}`;
}

/** The id of a key in a principal's id; `undefined` for another id. */
export function parseKeyId(id: string): string | undefined {
  return id.startsWith(KEY) ? id.slice(KEY.length) : undefined;
}
