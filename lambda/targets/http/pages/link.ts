/**
 * Finds the next page in a `Link` header. RFC 8288 section 3
 *
 * @param header one header or several joined by commas, as Node.js returns them
 * @returns the URL reference as written, possibly relative
 */
export function nextLink(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === 'string' ? header : (header ?? []).join(', ');
  for (const [, target, parameters = ''] of text.matchAll(LINK)) {
    if (relationsOf(parameters).includes('next')) return target;
  }
  return undefined;
}

/** `<target>` and its parameters; commas and semicolons in quoted strings are text. */
const LINK = /<([^<>]*)>((?:[^"<>,]|"(?:[^"\\]|\\.)*")*)/g;
const REL = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i;

function relationsOf(parameters: string): string[] {
  const match = REL.exec(parameters);
  return (match?.[1] ?? match?.[2] ?? '').toLowerCase().split(/\s+/);
}
