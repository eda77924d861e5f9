import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { TargetType } from '../../targets/types.ts';
import type { CatalogDocument } from '../documents.ts';
import { checkAgainst, type Fault } from './closed-schema.ts';
import { deeperThan } from './depth.ts';
import { SERVER_SCHEMA, TOOL_SCHEMA } from './document-schema.ts';
import type { LoadedDocument } from './load.ts';
import { checkParameterHeaders } from './parameter-headers.ts';
import { type KeyPath, type Problem, problemAt, type Source } from './problems.ts';
import { checkUserSchema } from './user-schema.ts';
import { describe, suggest } from './wording.ts';

/** The kinds of target that tools may name, by `target.type`. */
export type TargetTypes = Readonly<Record<string, TargetType>>;

/** The documents that are good, and what is wrong with the others. */
export interface Validated {
  readonly documents: readonly CatalogDocument[];
  readonly problems: readonly Problem[];
}

const SCHEMAS: Readonly<Record<CatalogDocument['kind'], JsonObject>> = { Server: SERVER_SCHEMA, Tool: TOOL_SCHEMA };
const LATER_KINDS: readonly unknown[] = ['Prompt', 'Resource'];
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
  const problems: Problem[] = [];
  const seen = new Map<string, Source>();
  for (const { value, source } of loaded) {
    const faults = await checkDocument(value, targets);
    problems.push(...faults.map(({ path, message }) => problemAt(source, path, message)));
    if (faults.length > 0 || !isDocument(value)) continue;
    const twin = seen.get(identity(value));
    if (twin) problems.push(duplicate(value, source, twin));
    else {
      seen.set(identity(value), source);
      documents.push(value);
    }
  }
  return { documents, problems };
}

async function checkDocument(value: Json, targets: TargetTypes): Promise<readonly Fault[]> {
  if (!isJsonObject(value)) {
    return [
      { path: [], message: `expected an object with \`kind: Server\` or \`kind: Tool\`, found ${describe(value)}` },
    ];
  }
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > DOCUMENT_BYTES) {
    return [{ path: [], message: `the document has ${bytes} bytes, ${DOCUMENT_BYTES} are allowed: shorten it` }];
  }
  const tooDeep = deeperThan(value, DOCUMENT_DEPTH);
  if (tooDeep) return [{ path: tooDeep.slice(0, 3), message: `nested deeper than ${DOCUMENT_DEPTH}: simplify it` }];
  const { kind } = value;
  if (LATER_KINDS.includes(kind)) {
    const message = `this version of Spillway does not support ${kind} documents: only Server and Tool`;
    return [{ path: ['kind'], message }];
  }
  if (kind !== 'Server' && kind !== 'Tool') {
    const message = `the kind must be Server or Tool: found ${describe(kind)}${suggest(String(kind), Object.keys(SCHEMAS))}`;
    return [{ path: ['kind'], message }];
  }
  const faults = checkAgainst(SCHEMAS[kind], value);
  return kind === 'Tool' ? [...faults, ...(await checkToolParts(value, faults, targets))] : faults;
}

/** Checks the parts of a tool that have rules of their own, as far as they have the form to do so. */
async function checkToolParts(tool: JsonObject, faults: readonly Fault[], targets: TargetTypes): Promise<Fault[]> {
  const broken = new Set(faults.map(({ path }) => path[0]));
  const found: Fault[] = [];
  if (isJsonObject(tool.input)) found.push(...under(['input'], checkUserSchema(tool.input)));
  if (isJsonObject(tool.output)) found.push(...under(['output'], checkUserSchema(tool.output)));
  if (isJsonObject(tool.input) && found.length === 0)
    found.push(...under(['input'], checkParameterHeaders(tool.input)));
  if (!isJsonObject(tool.target) || broken.has('target')) return found;
  return [...found, ...(await checkTarget(tool, tool.target, found.length === 0 && faults.length === 0, targets))];
}

async function checkTarget(
  tool: JsonObject,
  block: JsonObject,
  restIsGood: boolean,
  targets: TargetTypes,
): Promise<readonly Fault[]> {
  const type = String(block.type);
  const target = Object.hasOwn(targets, type) ? targets[type] : undefined;
  if (!target) {
    const message = `unknown target type \`${type}\`${suggest(type, Object.keys(targets))}`;
    return [{ path: ['target', 'type'], message }];
  }
  const faults = under(['target'], checkAgainst(target.schema, block));
  const { name, input, output, annotations } = tool;
  if (faults.length > 0 || !restIsGood || !isJsonObject(input)) return faults;
  const seen = {
    name: String(name),
    input,
    ...(isJsonObject(output) && { output }),
    ...(isJsonObject(annotations) && { annotations }),
    target: { ...block, type },
  };
  return under(['target'], await target.check(seen));
}

function under(path: KeyPath, faults: readonly Fault[]): Fault[] {
  return faults.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
}

/** What passed the schemas is a document; the compiler cannot know. */
function isDocument(value: unknown): value is CatalogDocument {
  return isJsonObject(value) && (value.kind === 'Server' || value.kind === 'Tool');
}

function identity(document: CatalogDocument): string {
  return document.kind === 'Tool' ? `${document.server}/${document.name}` : document.server;
}

function duplicate(document: CatalogDocument, source: Source, twin: Source): Problem {
  const path = [document.kind === 'Tool' ? 'name' : 'server'];
  const first = `${twin.file}:${twin.lineOf(path)} (document ${twin.document})`;
  const what = `${document.kind === 'Tool' ? 'tool' : 'server'} ${identity(document)}`;
  return problemAt(source, path, `${what} was already described in ${first}: remove one of the two`);
}
