import { isJsonObject, isRawJSON } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { assertSize } from './size.ts';

/** A name with at most one prefix. Namespaces in XML 1.0 section 4 */
export const XML_NAME = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/;
/** Characters that no XML document may contain. XML 1.0 section 2.2 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the class of characters that XML forbids
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

/**
 * Writes a value as an XML document: a member is an element, `@name` an attribute, `#text` text; a list repeats its element, and
 * `null` is omitted like a value that was not found. Values are escaped, so that an argument cannot add elements.
 *
 * @param value an object with one member, the root element
 * @throws ToolError for a value that is not such an object, a name that XML does not allow, and forbidden characters
 */
export function writeXml(value: unknown): string {
  const roots = isJsonObject(value) ? Object.entries(value).filter(([name]) => !name.startsWith('@')) : [];
  const [root, ...others] = roots;
  if (root === undefined || others.length > 0 || root[0] === '#text' || Array.isArray(root[1])) {
    throw new ToolError('The `xml` body of the request must be an object with one member, the root element.');
  }
  return `<?xml version="1.0" encoding="UTF-8"?>${element(root[0], root[1])}`;
}

function element(name: string, value: unknown): string {
  assertName(name);
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) {
    let elements = '';
    for (const item of value) {
      elements += element(name, item);
      assertSize(elements.length);
    }
    return elements;
  }
  if (!isJsonObject(value) || isRawJSON(value)) return `<${name}>${escaped(value)}</${name}>`;
  let attributes = '';
  let content = '';
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined || member === null) continue;
    if (key === '#text') content += escaped(member);
    else if (key.startsWith('@')) attributes += attribute(key.slice(1), member);
    else content += element(key, member);
  }
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function attribute(name: string, value: unknown): string {
  assertName(name);
  return ` ${name}="${escaped(value)}"`;
}

function assertName(name: string): void {
  if (!XML_NAME.test(name))
    throw new ToolError(`The \`xml\` body of the request has the name "${name}", which XML does not allow.`);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

function escaped(value: unknown): string {
  if (typeof value === 'object' && !isRawJSON(value)) {
    throw new ToolError('Text and attributes of the `xml` body must be strings, numbers or booleans.');
  }
  const text = isRawJSON(value) ? value.rawJSON : String(value);
  if (FORBIDDEN.test(text) || !text.isWellFormed())
    throw new ToolError('The `xml` body of the request contains a character that XML does not allow.');
  return text.replace(/[&<>"\t\r\n]/g, (character) => ESCAPES[character] ?? character);
}
