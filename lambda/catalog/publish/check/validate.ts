import type { Fault } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import type { CatalogDocument } from '../../documents.ts';
import type { LoadedDocument } from '../load/index.ts';
import { describe, locate, type Source, suggest } from '../load/index.ts';
import { checkAgainst } from './closed-schema.ts';
import { deeperThan } from './depth.ts';
import { KINDS, type TargetTypes } from './kinds/index.ts';

export type { TargetTypes } from './kinds/index.ts';

/** The documents that are good, and what is wrong with the others. */
export interface Validated {
  readonly documents: readonly CatalogDocument[];
  readonly faults: readonly Fault[];
}

/** An item of the table holds 400 KB, and a list entry doubles at most when it is escaped. */
const DOCUMENT_BYTES = 300_000;
/** More than schemas may have, so that their own bound is the one that is told. */
const DOCUMENT_DEPTH = 100;

/**
 * Checks documents against everything that is known at publish, so that a call finds nothing wrong with them.
 *
 * @param loaded what authors wrote
 * @param targets the registry of target types
 */
export async function validateDocuments(loaded: readonly LoadedDocument[], targets: TargetTypes): Promise<Validated> {
  const documents: CatalogDocument[] = [];
  const faults: Fault[] = [];
  const seen = new Map<string, Source>();
  for (const { value, source } of loaded) {
    const found = await checkDocument(value, targets);
    faults.push(...found.map((fault) => locate(fault, source)));
    if (found.length > 0 || !isDocument(value)) continue;
    const { key, id } = identityOf(value);
    const name = `${value.kind.toLowerCase()} ${value.kind === 'Server' ? id : `${value.server}/${id}`}`;
    const twin = seen.get(name);
    if (twin) faults.push(duplicate(name, key, source, twin));
    else {
      seen.set(name, source);
      documents.push(value);
    }
  }
  return { documents, faults };
}

async function checkDocument(value: Json, targets: TargetTypes): Promise<readonly Fault[]> {
  if (!isJsonObject(value)) {
    return [{ path: [], message: `expected an object whose \`kind\` is ${KIND_WORDS}, found ${describe(value)}` }];
  }
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > DOCUMENT_BYTES) {
    return [{ path: [], message: `the document has ${bytes} bytes, ${DOCUMENT_BYTES} are allowed: shorten it` }];
  }
  const tooDeep = deeperThan(value, DOCUMENT_DEPTH);
  if (tooDeep) return [{ path: tooDeep.slice(0, 3), message: `nested deeper than ${DOCUMENT_DEPTH}: simplify it` }];
  const { kind } = value;
  if (!isKind(kind)) {
    const message = `the kind must be ${KIND_WORDS}: found ${describe(kind)}${suggest(String(kind), Object.keys(KINDS))}`;
    return [{ path: ['kind'], message }];
  }
  const { schema, check } = KINDS[kind];
  const faults = checkAgainst(schema, value);
  return check ? [...faults, ...(await check(value, { faults, targets }))] : faults;
}

const KIND_WORDS = 'Server, Tool, Prompt or Resource';

function isKind(kind: unknown): kind is CatalogDocument['kind'] {
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind);
}

/** What passed the schemas is a document; the compiler cannot know. */
function isDocument(value: unknown): value is CatalogDocument & JsonObject {
  return isJsonObject(value) && isKind(value.kind);
}

function identityOf(document: CatalogDocument & JsonObject): { key: string; id: string } {
  const key = KINDS[document.kind].identity.find((candidate) => document[candidate] !== undefined) ?? 'server';
  return { key, id: String(document[key]) };
}

function duplicate(name: string, key: string, source: Source, twin: Source): Fault {
  const first = `${twin.file}:${twin.lineOf([key])} (document ${twin.document})`;
  return locate({ path: [key], message: `${name} was already described in ${first}: remove one of the two` }, source);
}
