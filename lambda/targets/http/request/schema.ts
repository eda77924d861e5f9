import type { JsonObject } from '../../../json.ts';
import { EXPRESSION_TEXT } from '../../../text/index.ts';

/** An object, whose values can be expressions, or one expression that makes it. */
export const objectOrExpression = (description: string): JsonObject => ({
  description,
  anyOf: [{ type: 'object' }, EXPRESSION_TEXT],
});

/** JSON Schemas of the keys that make the request. */
export const requestKeys: JsonObject = {
  method: {
    type: 'string',
    pattern: '^[A-Z][A-Z0-9_-]{0,31}$',
    default: 'GET',
    description: 'An HTTP method in capital letters.',
  },
  url: {
    type: 'string',
    description:
      'An http or https URL; `{name}` in its path is replaced by an argument, percent-encoded; `{+name}` keeps slashes.',
  },
  path: {
    type: 'object',
    description: 'Values of placeholders that are not arguments, or that have a style.',
  },
  query: objectOrExpression(
    'Added to the query of `url`; an array repeats its key, and a value that is not found is omitted.',
  ),
  headers: objectOrExpression('Headers to send; a list is joined by commas.'),
  cookies: objectOrExpression('Sent in the header `Cookie`.'),
  body: { description: 'Sent as JSON; a text of the form `{% ... %}` is an expression.' },
  form: objectOrExpression('Sent in the encoding of HTML forms (application/x-www-form-urlencoded).'),
  text: { type: 'string', description: 'Sent as plain text; can be one expression.' },
  binary: {
    type: 'string',
    description: 'Base64, or an expression that produces it; sent as the decoded bytes.',
  },
  multipart: {
    type: 'object',
    minProperties: 1,
    description: 'Fields and files, sent as multipart/form-data.',
  },
  xml: objectOrExpression(
    'Sent as XML: an object with one member, the root element; `@name` is an attribute, `#text` text.',
  ),
  contentType: {
    type: 'string',
    description: 'The media type of the body, instead of the default of its key.',
  },
};
