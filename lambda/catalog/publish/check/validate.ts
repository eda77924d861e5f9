import { type Fault, isError, type KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import type { CatalogDocument } from '../../documents.ts';
import { describe, type LoadedDocument, locate, type Source, suggest } from '../load/index.ts';
import { checkAgainst } from './closed-schema.ts';
import { deeperThan } from './depth.ts';
import { KINDS, type TargetTypes } from './kinds/index.ts';

export type { TargetTypes } from './kinds/index.ts';

/** The valid documents, and the faults of the others. */
export interface Validated {
  readonly documents: readonly CatalogDocument[];
  readonly faults: readonly Fault[];
  /** Faults that do not prevent publishing. */
  readonly warnings: readonly Fault[];
}

/** An item holds at most 400 KB, and escaping at most doubles a list entry. */
const DOCUMENT_BYTES = 300_000;
/** More than schemas may have, so that the check of schemas reports its own limit. */
const DOCUMENT_DEPTH = 100;

/**
 * Validates documents completely at publish, so that calls find no error in them.
 *
 * @param loaded the documents of authors
 * @param targets the registry of target types
 */
export async function validateDocuments(loaded: readonly LoadedDocument[], targets: TargetTypes): Promise<Validated> {
  const documents: CatalogDocument[] = [];
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const seen = new Map<string, Source>();
  for (const { value: written, source } of loaded) {
    const { value, faults: unplaced } = await checkDocument(written, targets);
    const found = unplaced.map((fault) => locate(fault, source));
    warnings.push(...found.filter((fault) => !isError(fault)));
    const errors = found.filter(isError);
    faults.push(...errors);
    if (errors.length > 0 || !isDocument(value)) continue;
    const { key, id } = identityOf(value);
    const name = `${value.kind.toLowerCase()} ${value.kind === 'Server' ? id : `${value.server}/${id}`}`;
    const twin = seen.get(name);
    if (twin) faults.push(duplicate(name, key, source, twin));
    else {
      seen.set(name, source);
      documents.push(value);
    }
  }
  return { documents, faults, warnings };
}

/** A document as it is stored, and its faults, with paths in the document as written. */
interface Checked {
  readonly value: Json;
  readonly faults: readonly Fault[];
}

async function checkDocument(value: Json, targets: TargetTypes): Promise<Checked> {
  const refuse = (path: KeyPath, message: string): Checked => ({ value, faults: [{ path, message }] });
  if (!isJsonObject(value)) {
    return refuse([], `expected an object whose \`kind\` is ${KIND_WORDS}, found ${describe(value)}`);
  }
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > DOCUMENT_BYTES) {
    return refuse([], `the document has ${bytes} bytes; at most ${DOCUMENT_BYTES} are allowed: shorten it`);
  }
  const tooDeep = deeperThan(value, DOCUMENT_DEPTH);
  if (tooDeep) return refuse(tooDeep.slice(0, 3), `nested deeper than ${DOCUMENT_DEPTH} levels: simplify it`);
  const { kind } = value;
  if (!isKind(kind)) {
    const suggestion = suggest(String(kind), Object.keys(KINDS));
    return refuse(['kind'], `the kind must be ${KIND_WORDS}: found ${describe(kind)}${suggestion}`);
  }
  const { schema, rewrite, check } = KINDS[kind];
  const { document, sourcePath } = rewrite?.(value) ?? { document: value, sourcePath: (path: KeyPath) => path };
  const faults = checkAgainst(schema, document);
  const all = check ? [...faults, ...(await check(document, { faults, targets }))] : faults;
  return { value: document, faults: all.map((fault) => ({ ...fault, path: sourcePath(fault.path) })) };
}

const KIND_WORDS = 'Server, Tool, Prompt or Resource';

function isKind(kind: unknown): kind is CatalogDocument['kind'] {
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind);
}

/** Called for values that passed the schemas, which the compiler cannot derive from this check. */
function isDocument(value: unknown): value is CatalogDocument & JsonObject {
  return isJsonObject(value) && isKind(value.kind);
}

function identityOf(document: CatalogDocument & JsonObject): { key: string; id: string } {
  const key = KINDS[document.kind].identity.find((candidate) => document[candidate] !== undefined) ?? 'server';
  return { key, id: String(document[key]) };
}

function duplicate(name: string, key: string, source: Source, twin: Source): Fault {
  const first = `${twin.file}:${twin.lineOf([key])} (document ${twin.document})`;
  return locate({ path: [key], message: `${name} is already defined in ${first}: remove one of the two` }, source);
}
