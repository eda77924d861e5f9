import { bytesOfBase64 } from '../../../content/index.ts';
import { compileOptional, compileTemplate, type Scope, type Template } from '../../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { isHeaderValue } from '../../upstream/index.ts';
import { isDescribedPart, writeMultipart } from './multipart.ts';
import { compileParameters } from './parameters.ts';
import { buildQuery } from './query.ts';
import { writeXml } from './xml.ts';

/** The keys that set a request's body; a tool has at most one of them. */
export const BODY_KEYS = ['body', 'form', 'text', 'binary', 'multipart', 'xml'] as const;
type BodyKey = (typeof BODY_KEYS)[number];

/** A serialized body. */
export interface Body {
  readonly bytes: string | Buffer;
  readonly contentType: string;
}

/** Builds the value of a body, and serializes it. Between the two steps, pagination may set a member. */
interface BodyBuilder {
  /** The value; `undefined` when the request has no body. */
  build(scope: Scope): unknown | Promise<unknown>;
  /** The tool's own media type, if the document sets one. */
  readonly contentType: Template | undefined;
  /** @throws ToolError for a value that cannot be serialized, and for a media type that a header cannot contain */
  write(value: unknown, contentType: unknown): Body | undefined;
}

/** Compiles the body of an `http` block. */
export function compileBody(target: JsonObject): BodyBuilder {
  const key = BODY_KEYS.find((candidate) => target[candidate] !== undefined);
  if (key === undefined) return { build: () => undefined, contentType: undefined, write: () => undefined };
  const { build, write } = kinds[key](target[key] as Json);
  return {
    build,
    contentType: compileOptional(target.contentType, 'contentType'),
    write: (value, contentType) => (value === undefined ? undefined : write(value, mediaType(contentType))),
  };
}

/** Without a value, the body's default type applies. */
function mediaType(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '' && isHeaderValue(value)) return value;
  throw new ToolError('The `contentType` of the request must be a media type, as a string without line breaks.');
}

/** One kind of body. */
interface Kind {
  readonly build: Template;
  readonly write: (value: unknown, contentType: string | undefined) => Body;
}

const kinds: Readonly<Record<BodyKey, (given: Json) => Kind>> = {
  body: (given) => ({
    build: compileTemplate(given, 'body'),
    write: (value, contentType = 'application/json') => ({
      bytes: Buffer.isBuffer(value) ? value : JSON.stringify(value),
      contentType,
    }),
  }),
  form: formOf,
  text: (given) => ({
    build: compileTemplate(given, 'text'),
    write: (value, contentType = 'text/plain; charset=utf-8') => ({ bytes: textOf(value), contentType }),
  }),
  binary: (given) => ({
    build: compileTemplate(given, 'binary'),
    write: (value, contentType = 'application/octet-stream') => ({ bytes: bytesOf(value), contentType }),
  }),
  multipart: (given) => ({
    build: compileTemplate(given, 'multipart'),
    write: (value) => writeMultipart(isJsonObject(value) ? value : {}, describedParts(given)),
  }),
  xml: (given) => ({
    build: compileTemplate(given, 'xml'),
    write: (value, contentType = 'application/xml; charset=utf-8') => ({ bytes: writeXml(value), contentType }),
  }),
};

function formOf(given: Json): Kind {
  const fields = compileParameters(given, 'form');
  return {
    build: (scope) => fields?.build(scope),
    write: (value) => ({
      bytes: buildQuery('', {
        values: isJsonObject(value) ? value : {},
        styleOf: fields?.styleOf,
        kind: 'form field',
      }).slice(1),
      contentType: 'application/x-www-form-urlencoded',
    }),
  };
}

/** The fields whose parts the document describes; an expression's value never describes one. */
function describedParts(given: Json): (name: string) => boolean {
  const names = isJsonObject(given)
    ? Object.keys(given).filter((name) => [given[name]].flat().some((part) => isDescribedPart(part)))
    : [];
  const described = new Set(names);
  return (name) => described.has(name);
}

function textOf(value: unknown): string {
  if (typeof value === 'object')
    throw new ToolError('The `text` of the request must be a string, a number or a boolean.');
  return String(value);
}

function bytesOf(value: unknown): Buffer {
  const bytes = bytesOfBase64(value);
  if (bytes !== undefined) return bytes;
  throw new ToolError('The `binary` body of the request must be base64.');
}
