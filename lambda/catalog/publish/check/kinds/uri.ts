/** Characters of a URI, which is a key of the table, and of every answer that names it. */
const URI_CHARS = 1024;
/** RFC 3986 section 4.3: an absolute URI, which has no fragment. */
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/;

/**
 * Finds what is wrong with the URI of a resource. Clients send back what a list told them, some after parsing it: so it must be
 * written as a parser would give it back.
 *
 * @returns what is wrong and what to write; `undefined` for a good URI
 */
export function uriFault(uri: string): string | undefined {
  if (uri.length > URI_CHARS) return `it has ${uri.length} characters, ${URI_CHARS} are allowed: shorten it`;
  if (uri.includes('#')) return 'a resource has no fragment: remove `#` and what follows it';
  if (/[{}]/.test(uri)) return 'a URI holds no braces: write a template as `uriTemplate`';
  if (!ABSOLUTE_URI.test(uri) || !URL.canParse(uri)) {
    return `must be an absolute URI, as in \`docs://handbook/leave\`, percent-encoded: found ${JSON.stringify(uri)}`;
  }
  const normal = normalPercents(new URL(uri).href);
  return normal === uri ? undefined : `write it in its normal form, as clients may send it: \`${normal}\``;
}

/** An expression of a template. RFC 6570 section 2.2 */
const EXPRESSION = /\{([+#./;?&]?)([A-Za-z0-9_]+)[^}]*\}/g;

/**
 * Finds what is wrong with a template that can be read: the URIs that clients make of it must stay as they are, too, when a
 * client parses them.
 *
 * @returns what is wrong and what to write; `undefined` for a good template
 */
export function templateFault(template: string): string | undefined {
  const example = template.replace(EXPRESSION, (_expression, operator: string, name: string) => {
    if (';?&'.includes(operator) && operator !== '') return `${operator}${name}=a`;
    return `${operator === '+' ? '' : operator}a`;
  });
  // What a variable stands for may be more particular than any example, the number of a port for one.
  if (!URL.canParse(example)) return undefined;
  const normal = normalPercents(new URL(example).href);
  if (normal === example) return undefined;
  return `write its text in normal form: where it makes \`${example}\`, clients may send \`${normal}\``;
}

/** RFC 3986 section 6.2.2: what need not be encoded is not, and hexadecimal digits are upper case. */
function normalPercents(uri: string): string {
  return uri.replace(/%[0-9A-Fa-f]{2}/g, (encoded) => {
    const char = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(char) ? char : encoded.toUpperCase();
  });
}
