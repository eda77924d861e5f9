/** A parameter of a challenge: a token, or a quoted string with escapes. RFC 9110 section 11.2 */
const PARAMETER = /\s*,?\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/y;

/**
 * Parses the `Bearer` challenge of a `WWW-Authenticate` header.
 *
 * @returns its parameters, such as `scope` and `resource_metadata`; `undefined` without such a challenge
 */
export function parseChallenge(header: string | null): Readonly<Record<string, string>> | undefined {
  const start = /(?:^|,)\s*Bearer(?=\s|,|$)/i.exec(header ?? '');
  if (header === null || start === null) return undefined;
  const parameters: Record<string, string> = Object.create(null);
  PARAMETER.lastIndex = start.index + start[0].length;
  for (let found = PARAMETER.exec(header); found !== null; found = PARAMETER.exec(header)) {
    const [, name = '', quoted, token = ''] = found;
    parameters[name.toLowerCase()] ??= quoted?.replace(/\\(.)/g, '$1') ?? token;
  }
  return parameters;
}

/** Splits the value of `scope`. RFC 6749 section 3.3 */
export function scopesIn(text: string | undefined): readonly string[] {
  return (text ?? '').split(' ').filter((scope) => scope !== '');
}
