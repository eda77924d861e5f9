import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type Document as Parsed,
  parseAllDocuments,
} from 'yaml';
import type { Fault, KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { type AliasBudget, type AliasFault, createAliasBudget, expandAliases } from './aliases.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import { locate, type Source } from './source.ts';

/** A document before validation. */
export interface LoadedDocument {
  readonly value: Json;
  readonly source: Source;
  /** What the author wrote, where defaults or variables of the server have changed it. */
  readonly authored?: JsonObject;
}

/** The documents that could be read, and a fault for each that could not. */
export interface Loaded {
  readonly documents: readonly LoadedDocument[];
  readonly faults: readonly Fault[];
  /** Files of directories that contain no documents of the catalogue, such as `package.json`. */
  readonly skipped?: readonly string[];
  /** Directories that contain no documents, each with a fault. */
  readonly empty?: readonly string[];
}

/** What was read of each file, by its path: a file whose text is the same is not parsed again. */
export type LoadedFiles = ReadonlyMap<string, LoadedFile>;

interface LoadedFile {
  readonly text: string;
  readonly loaded: Loaded;
}

const EXTENSIONS = /\.(ya?ml|json)$/;
/** Configures the local stack, in whatever directory it is. */
const LOCAL_STACK_FILE = 'local.yaml';
const FILE_BYTES = 32 * 1024 * 1024;

/**
 * Reads documents from files and directories. Directories are read recursively: `*.yaml`, `*.yml` and `*.json` in the order of
 * their names, except files named `local.yaml`, names that begin with a dot, and `node_modules`. In a directory, a file in which
 * nothing has a `kind` is skipped; a file that is named itself must contain documents.
 *
 * @param paths files and directories
 * @param known what was read of files before, if anything was
 */
export async function loadDocuments(
  paths: readonly string[],
  known: LoadedFiles = new Map(),
): Promise<Loaded & { readonly files: LoadedFiles }> {
  const documents: LoadedDocument[] = [];
  const faults: Fault[] = [];
  const skipped: string[] = [];
  const empty: string[] = [];
  const files = new Map<string, LoadedFile>();
  for (const path of paths) {
    const loaded = await loadPath(path, known, files);
    documents.push(...loaded.documents);
    faults.push(...loaded.faults);
    skipped.push(...(loaded.skipped ?? []));
    empty.push(...(loaded.empty ?? []));
  }
  return { documents, faults, skipped, empty, files };
}

async function loadPath(path: string, known: LoadedFiles, read: Map<string, LoadedFile>): Promise<Loaded> {
  const { files, faults } = await findFiles(path);
  const loaded: Loaded[] = [];
  const skipped: string[] = [];
  for (const file of files) {
    const text = await readText(file);
    if (typeof text !== 'string') {
      faults.push(text);
      continue;
    }
    const before = known.get(file);
    const inFile = before?.text === text ? before.loaded : loadText(file, text);
    read.set(file, { text, loaded: inFile });
    if (file !== path && !isOfCatalog(inFile, text)) skipped.push(file);
    else loaded.push(inFile);
  }
  const documents = loaded.flatMap((inFile) => inFile.documents);
  faults.push(...loaded.flatMap((inFile) => inFile.faults));
  if (loaded.length > 0 || faults.length > 0) return { documents, faults, skipped };
  const reason = files.length === 0 ? 'no *.yaml, *.yml or *.json file' : `no documents: ${NO_KIND}`;
  return { documents, faults: [wholeFile(path, `the directory contains ${reason}`)], skipped, empty: [path] };
}

/** A fault that concerns a whole file. */
function wholeFile(file: string, message: string): Fault {
  return { path: [], message, at: { file } };
}

/** A file's text, or why the system cannot read it. */
async function readText(file: string): Promise<string | Fault> {
  return readFile(file, 'utf8').catch((error: unknown) => unreadable(file, error));
}

function unreadable(path: string, error: unknown): Fault {
  if (!isSystemError(error)) throw error;
  return wholeFile(error.path ?? path, `cannot be read: ${error.code}`);
}

/** An error of the operating system, such as missing permission. */
function isSystemError(error: unknown): error is { readonly code: string; readonly path?: string } {
  return typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
}

/** Files, and a fault for each directory that cannot be read. */
interface FoundFiles {
  readonly files: string[];
  readonly faults: Fault[];
}

async function findFiles(path: string): Promise<FoundFiles> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return { files: [], faults: [wholeFile(path, 'no such file or directory')] };
  return found.isDirectory() ? filesBelow(path) : { files: [path], faults: [] };
}

async function filesBelow(directory: string): Promise<FoundFiles> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) =>
    unreadable(directory, error),
  );
  if (!Array.isArray(entries)) return { files: [], faults: [entries] };
  const found: FoundFiles = { files: [], faults: [] };
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    if (entry.isDirectory()) {
      const { files, faults } = await filesBelow(path);
      found.files.push(...files);
      found.faults.push(...faults);
    } else if (EXTENSIONS.test(entry.name) && basename(path) !== LOCAL_STACK_FILE) found.files.push(path);
  }
  return found;
}

const NO_KIND = 'none of its files has a `kind`, which is Server, Tool, Prompt, Resource or Policy';

/** The key `kind`, at the start of a line or within braces. */
const KIND_KEY = /(?:^|[{,])[ \t]*["']?kind["']?[ \t]*:/m;

/** Whether a file is meant for the catalogue. One that does not parse, such as JSON with comments, counts by its text. */
function isOfCatalog({ documents, faults }: Loaded, text: string): boolean {
  return documents.some(({ value }) => hasKind(value)) || (faults.length > 0 && KIND_KEY.test(text));
}

/** Whether a value, or an item of a list, which would be a mistake, has a `kind`. */
function hasKind(value: Json): boolean {
  return Array.isArray(value) ? value.some(hasKind) : isJsonObject(value) && value.kind !== undefined;
}

function loadText(file: string, text: string): Loaded {
  if (text.length > FILE_BYTES) {
    const message = `the file is larger than ${FILE_BYTES} bytes: split it`;
    return { documents: [], faults: [wholeFile(file, message)] };
  }
  return parseDocuments(file, text);
}

/** Parses the documents in one file's text. JSON is parsed as YAML, so that its errors have line numbers too. */
export function parseDocuments(file: string, text: string): Loaded {
  const lines = new LineCounter();
  const documents: LoadedDocument[] = [];
  const faults: Fault[] = [];
  const aliases = createAliasBudget();
  let number = 0;
  for (const parsed of parseYaml(text, lines)) {
    number += 1;
    const document = number;
    const source: Source = {
      file,
      document,
      lineOf: (path, textLine) => lines.linePos(offsetOf(parsed, path)).line + lineInBlock(parsed, path, textLine),
    };
    const broken = [...parsed.errors, ...parsed.warnings];
    for (const error of broken) {
      const line = lines.linePos(error.pos[0]).line;
      faults.push({ path: [], message: messageOf(error), at: { file, document, line } });
    }
    if (broken.length > 0 || parsed.contents === null || isEmpty(parsed)) continue;
    const duplicates = duplicateKeys(parsed);
    for (const offset of duplicates) {
      const { line } = lines.linePos(offset);
      faults.push({ path: [], message: 'Map keys must be unique: remove one of them', at: { file, document, line } });
    }
    if (duplicates.length > 0) continue;
    const read = readValue(parsed, aliases);
    if ('alias' in read) {
      const { message, offset } = read.alias;
      faults.push({ path: [], message, at: { file, document, line: lines.linePos(offset).line } });
    } else if ('fault' in read) faults.push(locate(read.fault, source));
    else documents.push({ value: read.json, source });
  }
  return { documents, faults };
}

type Read = { readonly json: Json } | { readonly fault: Fault } | { readonly alias: AliasFault };

/** The value of a document. Aliases can nest it deeper than the parser, whose stack is the limit of a text without them. */
function readValue(parsed: Parsed, aliases: AliasBudget): Read {
  try {
    const alias = expandAliases(parsed, aliases);
    return alias ? { alias } : toJson(parsed);
  } catch (error) {
    if (error instanceof RangeError) return { fault: { path: [], message: TOO_DEEP } };
    throw error;
  }
}

const TOO_DEEP = 'nested too deeply: simplify it';

/** The parser's message without the position, which the fault has already. A text nested too deeply overflows its stack. */
function messageOf({ message }: Error): string {
  if (message.startsWith('Maximum call stack')) return TOO_DEEP;
  return message.split(' at line ')[0] ?? message;
}

function parseYaml(text: string, lineCounter: LineCounter): readonly Parsed.Parsed[] {
  const options = {
    lineCounter,
    merge: false,
    schema: 'core',
    strict: true,
    uniqueKeys: false, // `duplicateKeys` finds them in linear time
    prettyErrors: true,
  } as const;
  const parsed = parseAllDocuments(text, options);
  return Array.isArray(parsed) ? parsed : [];
}

/** How far a line of a literal block is below the block's key. */
function lineInBlock(parsed: Parsed, path: KeyPath, textLine: number | undefined): number {
  if (textLine === undefined) return 0;
  const node = parsed.getIn(path, true);
  return isScalar(node) && node.type === 'BLOCK_LITERAL' ? textLine + 1 : 0;
}

/** A document of comments only, for example after a trailing `---`. */
function isEmpty({ contents }: Parsed): boolean {
  return isScalar(contents) && contents.value === null && !contents.source;
}

function toJson(parsed: Parsed): { json: Json } | { fault: Fault } {
  const value: unknown = parsed.toJS({ maxAliasCount: -1 }); // there are no aliases any more
  const fault = findNonJson(value, []);
  return fault ? { fault } : { json: value as Json };
}

/** Finds a value that YAML can express and JSON cannot. */
function findNonJson(value: unknown, path: KeyPath): Fault | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return { path, message: `${value} is not a JSON number` };
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return { path, message: `the integer ${value} is too large to be exact: write it as a string` };
  }
  if (typeof value === 'bigint')
    return { path, message: `the integer ${value} is too large to be exact: write it as a string` };
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof Uint8Array || value instanceof Date || value instanceof Map || value instanceof Set) {
    return { path, message: 'only plain JSON values are allowed: remove the tag' };
  }
  for (const [key, inner] of Object.entries(value)) {
    const innerPath = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === '__proto__') return { path: innerPath, message: 'the key `__proto__` is not allowed: rename it' };
    const wrong = findNonJson(inner, innerPath);
    if (wrong) return wrong;
  }
  return undefined;
}

/** The offset in the text of the deepest existing key of a path. */
function offsetOf(parsed: Parsed, path: KeyPath): number {
  let node: Node | null | undefined = parsed.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap<Node, Node | null>(node)) {
      const pair: Pair<Node, Node | null> | undefined = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(key),
      );
      if (!pair) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq<Node>(node)) {
      node = node.items[Number(key)];
      if (!node) return offset;
      offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
