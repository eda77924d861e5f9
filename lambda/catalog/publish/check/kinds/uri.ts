/** Maximum characters of a URI, which is part of a table key and of every response that contains it. */
const URI_CHARS = 1024;
/** RFC 3986 section 4.3: an absolute URI has no fragment. */
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/;

/**
 * Checks the URI of a resource. Clients send back the URIs of a list, some after parsing them, so a URI must be in the form that
 * a parser returns.
 *
 * @returns a message with the correction; `undefined` for a valid URI
 */
export function uriFault(uri: string): string | undefined {
  if (uri.length > URI_CHARS) return `it has ${uri.length} characters; at most ${URI_CHARS} are allowed: shorten it`;
  if (uri.includes('#')) return 'the URI of a resource cannot have a fragment: remove `#` and the text after it';
  if (/[{}]/.test(uri)) return 'a URI cannot contain braces: use `uriTemplate` for a template';
  if (!ABSOLUTE_URI.test(uri) || !URL.canParse(uri)) {
    return `must be an absolute URI, as in \`docs://handbook/leave\`, percent-encoded: found ${JSON.stringify(uri)}`;
  }
  const normal = normalPercents(new URL(uri).href);
  return normal === uri ? undefined : `use the normal form, which clients may send: \`${normal}\``;
}

/** An expression of a template. RFC 6570 section 2.2 */
const EXPRESSION = /\{([+#./;?&]?)([A-Za-z0-9_]+)[^}]*\}/g;

/**
 * Checks a template that parses: its expansions, too, must not change when a client parses them.
 *
 * @returns a message with the correction; `undefined` for a valid template
 */
export function templateFault(template: string): string | undefined {
  const example = template.replace(EXPRESSION, (_expression, operator: string, name: string) => {
    if (';?&'.includes(operator) && operator !== '') return `${operator}${name}=a`;
    return `${operator === '+' ? '' : operator}a`;
  });
  // Some variables accept only special values, such as a port number, so the example may be invalid.
  if (!URL.canParse(example)) return undefined;
  const normal = normalPercents(new URL(example).href);
  if (normal === example) return undefined;
  return `use the normal form: clients may send \`${normal}\` for the expansion \`${example}\``;
}

/** RFC 3986 section 6.2.2: unreserved characters are not encoded, and hexadecimal digits are upper case. */
function normalPercents(uri: string): string {
  return uri.replace(/%[0-9A-Fa-f]{2}/g, (encoded) => {
    const char = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(char) ? char : encoded.toUpperCase();
  });
}
