import { DOCTOR_SERVER } from '../../../doctor-server.ts';
import { literalFaults } from '../../../expression/publish.ts';
import { type Fault, isError, type KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import type { StageAccess } from '../../../targets/index.ts';
import type { SourceDocument } from '../../documents.ts';
import { describe, formatFault, type LoadedDocument, locate, type Source, suggest } from '../load/index.ts';
import { type CheckedDocument, checkAcrossDocuments } from './across-documents.ts';
import { checkAgainst } from './closed-schema.ts';
import { deeperThan } from './depth.ts';
import { checkHiddenText } from './hidden-text.ts';
import { KINDS, type TargetTypes } from './kinds/index.ts';
import { targetBlocks } from './target-blocks.ts';

export type { TargetTypes } from './kinds/index.ts';

/** The valid documents, and the faults of the others. */
export interface Validated {
  readonly documents: readonly SourceDocument[];
  /** Where each of them is. */
  readonly sources: ReadonlyMap<SourceDocument, Source>;
  /** What the author wrote of those that the server's defaults or variables have changed. */
  readonly authored: ReadonlyMap<SourceDocument, JsonObject>;
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
 * @param stage what the stage opens to tools; absent when the documents may be for any stage
 */
export async function validateDocuments(
  loaded: readonly LoadedDocument[],
  targets: TargetTypes,
  stage?: StageAccess,
): Promise<Validated> {
  const checked: CheckedDocument[] = [];
  const sources = new Map<SourceDocument, Source>();
  const originals = new Map<SourceDocument, JsonObject>();
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const seen = new Map<string, Source>();
  for (const { value: written, source, authored } of loaded) {
    const { value, faults: unplaced } = await checkDocument(written, targets, authored);
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
      sources.set(value, source);
      if (authored !== undefined) originals.set(value, storedPart(authored));
      checked.push({ document: value, source });
    }
  }
  faults.push(...(await checkAcrossDocuments(checked, targets, stage)));
  return {
    documents: [...sources.keys()],
    sources,
    authored: originals,
    faults: withoutTwins(faults),
    warnings: withoutTwins(warnings),
  };
}

/** A fault of a server's defaults is found in each document that they are part of. */
function withoutTwins(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [formatFault(fault), fault])).values()];
}

/** A document as it is stored, and its faults, with paths in the document as written. */
interface Checked {
  readonly value: Json;
  readonly faults: readonly Fault[];
}

async function checkDocument(value: Json, targets: TargetTypes, authored?: JsonObject): Promise<Checked> {
  const refuse = (path: KeyPath, message: string): Checked => ({ value, faults: [{ path, message }] });
  if (!isJsonObject(value)) {
    return refuse([], `expected an object whose \`kind\` is ${KIND_WORDS}, found ${describe(value)}`);
  }
  // Both are in one item.
  const texts = [value, ...(authored === undefined ? [] : [authored])].map((each) => JSON.stringify(storedPart(each)));
  const bytes = Buffer.byteLength(texts.join(''));
  if (bytes > DOCUMENT_BYTES) {
    return refuse([], `the document has ${bytes} bytes; at most ${DOCUMENT_BYTES} are allowed: shorten it`);
  }
  const tooDeep = deeperThan(storedPart(value), DOCUMENT_DEPTH);
  if (tooDeep) return refuse(tooDeep.slice(0, 3), `nested deeper than ${DOCUMENT_DEPTH} levels: simplify it`);
  const { kind } = value;
  if (!isKind(kind)) {
    const suggestion = suggest(String(kind), Object.keys(KINDS));
    return refuse(['kind'], `the kind must be ${KIND_WORDS}: found ${describe(kind)}${suggestion}`);
  }
  if (value.server === DOCTOR_SERVER) {
    return refuse(['server'], `\`spillway doctor\` publishes the server ${DOCTOR_SERVER}: use another name`);
  }
  const { schema, rewrite, check, evaluated } = KINDS[kind];
  const { document, sourcePath } = rewrite?.(value) ?? { document: value, sourcePath: (path: KeyPath) => path };
  const literals = literalFaults(document, (path) => evaluated.some((pattern) => matches(path, pattern)));
  // a text that looks like an expression breaks other rules as well, whose faults would only distract
  const faults = [...literals, ...checkAgainst(schema, document).filter(({ path }) => !concerns(literals, path))];
  const found = check ? await check(document, { faults, targets }) : [];
  const all = [...faults, ...found, ...checkAnswerBytes(document, targets), ...checkHiddenText(storedPart(document))];
  const faultsAtSource = all.map((fault) => ({ ...fault, path: sourcePath(fault.path) }));
  return { value: storedPart(document), faults: faultsAtSource };
}

/** A limit that no target of the document obeys would promise something. */
function checkAnswerBytes(document: JsonObject, targets: TargetTypes): readonly Fault[] {
  const { limits } = document;
  const types = targetBlocks(document).map(({ block }) => String(block.type));
  const reads = types.some((type) => !Object.hasOwn(targets, type) || targets[type]?.readsAnswers !== false);
  if (!isJsonObject(limits) || limits.answerBytes === undefined || types.length === 0 || reads) return [];
  const message = `does not apply to a target of type ${types[0]}: it limits the answers of APIs; remove it`;
  return [{ path: ['limits', 'answerBytes'], message }];
}

/** A document without the keys that are for authors alone, which can be longer than all others. */
function storedPart(document: JsonObject): JsonObject {
  const { unstored = [] } = isKind(document.kind) ? KINDS[document.kind] : {};
  if (!unstored.some((key) => key in document)) return document;
  return Object.fromEntries(Object.entries(document).filter(([key]) => !unstored.includes(key)));
}

function matches(path: KeyPath, pattern: string): boolean {
  const keys = pattern.split('.');
  return path.length === keys.length && keys.every((key, index) => key === '*' || key === path[index]);
}

function concerns(faults: readonly Fault[], path: KeyPath): boolean {
  const key = path.join('.');
  return faults.some((fault) => fault.path.join('.') === key);
}

const KIND_WORDS = 'Server, Tool, Prompt, Resource or Policy';

function isKind(kind: unknown): kind is SourceDocument['kind'] {
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind);
}

/** Called for values that passed the schemas, which the compiler cannot derive from this check. */
function isDocument(value: unknown): value is SourceDocument & JsonObject {
  return isJsonObject(value) && isKind(value.kind);
}

function identityOf(document: SourceDocument & JsonObject): { key: string; id: string } {
  const key = KINDS[document.kind].identity.find((candidate) => document[candidate] !== undefined) ?? 'server';
  return { key, id: String(document[key]) };
}

function duplicate(name: string, key: string, source: Source, twin: Source): Fault {
  const first = `${twin.file}:${twin.lineOf([key])} (document ${twin.document})`;
  return locate({ path: [key], message: `${name} is already defined in ${first}: remove one of the two` }, source);
}
