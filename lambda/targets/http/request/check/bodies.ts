import { holdsExpression } from '../../../../expression/index.ts';
import type { Fault, KeyPath } from '../../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts';
import { isHeaderValue } from '../../../upstream/index.ts';
import { CONTENT_KEYS, isDescribedPart, PART_KEYS } from '../multipart.ts';
import { XML_NAME } from '../xml.ts';

/** Checks the parts of a form that the document describes. */
export function checkMultipart(given: Json | undefined): Fault[] {
  if (!isJsonObject(given)) return [];
  return Object.entries(given).flatMap(([name, value]) => {
    const path = ['multipart', name];
    if (!Array.isArray(value)) return checkPart(path, value);
    return value.flatMap((part: Json, index) => checkPart([...path, index], part));
  });
}

function checkPart(path: KeyPath, part: Json | undefined): Fault[] {
  if (part === null) return [{ path, message: 'is null: remove the key, or write an empty text' }];
  if (!isJsonObject(part)) return [];
  if (!isDescribedPart(part)) {
    return [{ path, message: `needs one of ${CONTENT_KEYS.join(', ')}; write JSON as \`{ value: ... }\`` }];
  }
  return [...foreignKeys(path, part), ...contents(path, part), ...checkPartType(path, part.contentType)];
}

function foreignKeys(path: KeyPath, part: JsonObject): Fault[] {
  const known: readonly string[] = PART_KEYS;
  return Object.keys(part)
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: [...path, key], message: `is not a key of a part; its keys are ${known.join(', ')}` }));
}

function contents(path: KeyPath, part: JsonObject): Fault[] {
  const [first, ...others] = CONTENT_KEYS.filter((key) => part[key] !== undefined);
  return others.map((key) => ({
    path: [...path, key],
    message: `a part has one content, and \`${first}\` already sets it`,
  }));
}

function checkPartType(path: KeyPath, contentType: Json | undefined): Fault[] {
  if (contentType === undefined || holdsExpression(contentType)) return [];
  if (typeof contentType === 'string' && contentType !== '' && isHeaderValue(contentType)) return [];
  return [{ path: [...path, 'contentType'], message: 'must be a media type, as a string without line breaks' }];
}

/** Checks the root and the names of an XML body. */
export function checkXml(given: Json | undefined): Fault[] {
  if (!isJsonObject(given)) return [];
  const roots = Object.keys(given);
  const root = roots[0] === undefined ? undefined : given[roots[0]];
  if (roots.length !== 1 || roots[0]?.startsWith('#') || roots[0]?.startsWith('@') || Array.isArray(root))
    return [{ path: ['xml'], message: `must have one member, the root element; found ${roots.length}` }];
  return checkNames(['xml'], given);
}

function checkNames(path: KeyPath, value: Json | undefined): Fault[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => checkNames([...path, index], item));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const name = key.startsWith('@') ? key.slice(1) : key;
    const isName = key === '#text' || XML_NAME.test(name) || key.includes('{%');
    const inside = checkNames([...path, key], member);
    return isName ? inside : [{ path: [...path, key], message: 'is not a name that XML allows' }, ...inside];
  });
}
