import { isJsonObject, type Json, type JsonObject, removeNulls } from '../json.ts';

/** One block of a tool result. spec: server/tools#tool-result */
export type ContentBlock =
  | { readonly type: 'text'; readonly text: string; readonly annotations?: JsonObject; readonly _meta?: JsonObject }
  | {
      readonly type: 'image' | 'audio';
      readonly data: string;
      readonly mimeType: string;
      readonly annotations?: JsonObject;
      readonly _meta?: JsonObject;
    }
  | {
      readonly type: 'resource';
      readonly resource: JsonObject;
      readonly annotations?: JsonObject;
      readonly _meta?: JsonObject;
    }
  | { readonly type: 'resource_link'; readonly uri: string; readonly name: string; readonly [key: string]: unknown };

/** The result of a call, before a protocol revision encodes it. `isError` marks a failure that the agent can act on. */
export interface ToolResult {
  /** The first member of the object, where there is one: the era adds its own members to the JSON text. */
  readonly _meta?: JsonObject;
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

/** A required member of a block, its description for errors, and its check. */
type Rule = readonly [key: string, what: string, holds: (value: Json | undefined) => boolean];

const isString = (value: Json | undefined) => typeof value === 'string';
const DATA: Rule = ['data', 'in base64', isBase64];
const MIME_TYPE: Rule = [
  'mimeType',
  'a media type',
  (value) => typeof value === 'string' && /^[^\s/;]+\/[^\s/;]/.test(value),
];

/** Schemes of which a URI names no resource, but is a program or the content itself: a client that opens it runs or shows that. */
const UNSAFE_SCHEME = /^(?:javascript|vbscript|data):/i;
/** Control characters and white space. Not `\p{Cc}`: V8 builds the set of such a class at each cold start (decision 47). */
const IGNORED = /[^\x20-\x7e\xa0-\uffff]+|\s+/g;
const SAFE_URI = 'the URI of a resource: not of the scheme javascript, vbscript or data';

/**
 * Returns whether a URI can be the name of a resource. Any other scheme is allowed: MCP leaves them to the server. Browsers ignore
 * white space and control characters in a scheme. spec: server/resources#common-uri-schemes; WHATWG URL, URL parsing
 */
export function isSafeUri(uri: Json | undefined): boolean {
  return typeof uri === 'string' && !UNSAFE_SCHEME.test(uri.replace(IGNORED, ''));
}

/** The required members of each block type. spec: server/tools#tool-result */
const BLOCKS: Readonly<Record<string, readonly Rule[]>> = {
  text: [['text', 'a string', isString]],
  image: [DATA, MIME_TYPE],
  audio: [DATA, MIME_TYPE],
  resource: [['resource', 'an object', isJsonObject]],
  resource_link: [
    ['uri', 'a string', isString],
    ['uri', SAFE_URI, isSafeUri],
    ['name', 'a string', isString],
  ],
};

const isInteger = (value: Json | undefined) => Number.isInteger(value);
const ANNOTATIONS: Rule = [
  'annotations',
  'with audience, priority and lastModified as MCP defines them',
  areAnnotations,
];
const META: Rule = ['_meta', 'an object', isJsonObject];
const TYPE_NAME: Rule = ['mimeType', 'a string', isString];

/** The members that a block may lack, for blocks of every type and for some types. Strict clients refuse a result for one. */
const OPTIONAL: readonly Rule[] = [ANNOTATIONS, META];
const OPTIONAL_OF_LINK: readonly Rule[] = [
  ['title', 'a string', isString],
  ['description', 'a string', isString],
  TYPE_NAME,
  ['size', 'an integer', isInteger],
  ['icons', 'a list of objects with src, mimeType, sizes and theme as MCP defines them', areIcons],
];

/** Reads a list of content blocks; `undefined` if one is invalid. An optional member that is null counts as absent. */
export function readContent(value: unknown): readonly ContentBlock[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const blocks: unknown[] = value.map(mendBlock);
  return blocks.every(isBlock) ? blocks : undefined;
}

function isBlock(value: unknown): value is ContentBlock {
  return blockProblem(value) === undefined;
}

/**
 * Writes a block as strict clients take it: without members that are null in it, its annotations and its resource, which some
 * serializers write for no value, and with a whole time in `lastModified`.
 */
export function mendBlock(block: Json): Json {
  if (!isJsonObject(block)) return block;
  const { annotations, resource } = block;
  return {
    ...removeNulls(block),
    ...(isJsonObject(annotations) && { annotations: mendAnnotations(annotations) }),
    ...(isJsonObject(resource) && { resource: removeNulls(resource) }),
  };
}

function mendAnnotations(annotations: JsonObject): JsonObject {
  const { lastModified } = annotations;
  const whole = wholeTime(lastModified);
  return removeNulls(whole === lastModified ? annotations : { ...annotations, lastModified: whole });
}

// spec: schema Annotations
function areAnnotations(value: Json | undefined): boolean {
  if (!isJsonObject(value)) return false;
  const { audience, priority, lastModified } = value;
  if (audience !== undefined && !(Array.isArray(audience) && audience.every(isRole))) return false;
  if (priority !== undefined && !(typeof priority === 'number' && priority >= 0 && priority <= 1)) return false;
  return lastModified === undefined || isDateTime(lastModified);
}

/** A date, alone or with a time: its seconds and its zone may be missing. */
const PARTS =
  /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3])(:[0-5]\d)(:[0-5]\d(?:\.\d+)?)?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/;

/** Whether a value is a time with seconds and zone, on a day that exists: strict clients refuse a whole response for another one. RFC 3339 */
export function isDateTime(value: Json | undefined): boolean {
  const [, day, , , seconds, zone] = (typeof value === 'string' && PARTS.exec(value)) || [];
  if (day === undefined || seconds === undefined || zone === undefined || Number.isNaN(Date.parse(day))) return false;
  return new Date(day).toISOString().startsWith(day);
}

/** Completes a date or a time, as UTC. */
function wholeTime(time: Json | undefined): Json | undefined {
  const [, day, hour = '00', minute = ':00', seconds = ':00', zone = 'Z'] =
    (typeof time === 'string' && PARTS.exec(time)) || [];
  return day === undefined ? time : `${day}T${hour}${minute}${seconds}${zone}`;
}

const isRole = (value: Json) => value === 'user' || value === 'assistant';

// spec: schema Icon
function areIcons(value: Json | undefined): boolean {
  return Array.isArray(value) && value.every(isIcon);
}

function isIcon(icon: Json): boolean {
  if (!isJsonObject(icon) || !isString(icon.src)) return false;
  const { mimeType, sizes, theme } = icon;
  if (mimeType !== undefined && !isString(mimeType)) return false;
  if (sizes !== undefined && !(Array.isArray(sizes) && sizes.every(isString))) return false;
  return theme === undefined || theme === 'light' || theme === 'dark';
}

/**
 * Returns why a value is not a content block.
 *
 * @returns text that follows the name of the value: `needs text, a string`; `undefined` for a valid block
 */
export function blockProblem(value: unknown): string | undefined {
  if (!isJsonObject(value)) return 'is not an object';
  const { type } = value;
  const rules = typeof type === 'string' && Object.hasOwn(BLOCKS, type) ? BLOCKS[type] : undefined;
  if (rules === undefined) return `needs type, one of ${Object.keys(BLOCKS).join(', ')}`;
  const broken = rules.find(([key, , holds]) => !holds(value[key]));
  if (broken !== undefined) return `needs ${broken[0]}, ${broken[1]}`;
  const optional = type === 'resource_link' ? [...OPTIONAL, ...OPTIONAL_OF_LINK] : OPTIONAL;
  return optionalProblem(value, optional) ?? (type === 'resource' ? resourceProblem(value.resource) : undefined);
}

function optionalProblem(value: JsonObject, rules: readonly Rule[], prefix = ''): string | undefined {
  const broken = rules.find(([key, , holds]) => value[key] !== undefined && !holds(value[key]));
  return broken && `needs ${prefix}${broken[0]}, if present, ${broken[1]}`;
}

// spec: server/resources#resource-contents
function resourceProblem(value: Json | undefined): string | undefined {
  const resource = isJsonObject(value) ? value : {};
  const { uri, text, blob } = resource;
  if (typeof uri !== 'string') return 'needs resource.uri, a string';
  if (!isSafeUri(uri)) return `needs resource.uri, ${SAFE_URI}`;
  if ((text === undefined) === (blob === undefined)) return 'needs exactly one of resource.text and resource.blob';
  if (text !== undefined && typeof text !== 'string') return 'needs resource.text as a string';
  if (blob !== undefined && !isBase64(blob)) return 'needs resource.blob in base64';
  return optionalProblem(resource, [TYPE_NAME, META], 'resource.');
}

/** RFC 2397. */
const DATA_URL = /^data:[^,]{0,200};base64,/i;

/** Base64 as RFC 4648 section 4 has it, with padding, of a `data:` URL, of the alphabet for URLs, or with line breaks. */
export function plainBase64(text: string): string {
  const plain = text.replace(DATA_URL, '').replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  const bare = plain.replace(/=+$/, '');
  return bare + '='.repeat((4 - (bare.length % 4)) % 4);
}

/** The bytes of a text in base64, in any form that {@link plainBase64} takes; `undefined` for any other value. */
export function bytesOfBase64(value: unknown): Buffer | undefined {
  const text = isBase64(value) || typeof value !== 'string' ? value : plainBase64(value);
  return isBase64(text) ? Buffer.from(text, 'base64') : undefined;
}

/** RFC 4648 section 4, padded: the encoding of a content block's `data` and `blob`. */
export function isBase64(value: unknown): value is string {
  return typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
}
