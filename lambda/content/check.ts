import { holdsExpression } from '../expression/index.ts';
import type { Fault, KeyPath } from '../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { isBase64, isDateTime, isSafeUri } from './blocks.ts';

/** Valid for every string of a block: as text, Base64, media type and URI. */
const ANY_STRING = 'AA/A';

/** Replaces expressions, whose values are known only at call time, by a text that is valid everywhere in a block. */
export function withStandIns(value: Json): Json {
  if (typeof value === 'string') return holdsExpression(value) ? ANY_STRING : value;
  if (Array.isArray(value)) return value.map(withStandIns);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withStandIns(inner ?? null)]));
}

/** Checks rules that the schema of a content block cannot express. */
export function checkBlock(block: Json): Fault[] {
  if (!isJsonObject(block)) return [];
  const faults = checkAnnotations(block.annotations);
  return faults.length > 0 ? faults : checkContents(block);
}

function checkContents(block: JsonObject): Fault[] {
  if (block.type === 'image' || block.type === 'audio') return checkBase64(['data'], block.data);
  if (block.type === 'resource_link') return checkUri(['uri'], block.uri);
  if (block.type !== 'resource' || !isJsonObject(block.resource)) return [];
  const { text, blob, uri } = block.resource;
  if (!isSafeUri(uri)) return checkUri(['resource', 'uri'], uri);
  if ((text === undefined) === (blob === undefined)) {
    return [{ path: ['resource'], message: 'needs exactly one of text and blob' }];
  }
  return blob === undefined ? [] : checkBase64(['resource', 'blob'], blob);
}

function checkUri(path: KeyPath, uri: Json | undefined): Fault[] {
  if (isSafeUri(uri)) return [];
  const message =
    'has a scheme that names no resource: a client that opens javascript, vbscript or data URIs runs or shows their text. Write another URI, or send the content as a block of its own';
  return [{ path, message }];
}

/** Checks that a time is whole and its day exists, which the schema's pattern cannot express. */
export function checkAnnotations(annotations: Json | undefined): Fault[] {
  const { lastModified } = isJsonObject(annotations) ? annotations : {};
  if (typeof lastModified !== 'string' || isDateTime(lastModified)) return [];
  const message = `is not a valid time: write it as in \`2025-01-12T15:00:58Z\`, found string "${lastModified}"`;
  return [{ path: ['annotations', 'lastModified'], message }];
}

/** Requires Base64 at a path. */
export function checkBase64(path: KeyPath, value: Json | undefined): Fault[] {
  if (isBase64(value)) return [];
  return [{ path, message: 'is not base64 (RFC 4648, with padding, without line breaks)' }];
}
