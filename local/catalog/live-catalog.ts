import { relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  applyLoaded,
  closePolicies,
  deleteServer,
  formatFault,
  InvalidDocuments,
  type LoadedDocument,
  type LoadedFiles,
  loadDocuments,
  type OpenTable,
  observeLastChange,
  openTable,
  type PublishResult,
  readPolicies,
  readPublishedState,
  writePolicies,
} from '../../lambda/catalog/publish/index.ts';
import type { Fault } from '../../lambda/fault.ts';
import { isJsonObject } from '../../lambda/json.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import { type CatalogTarget, isAuthorsError, moveAddresses } from './publish.ts';
import { isSame, type Look, settled } from './settled.ts';

/** Changes that one line names; of more, it gives the number. */
const NAMED_CHANGES = 5;

/** The documents of one server, in the order of their files. */
type Documents = readonly LoadedDocument[];

/**
 * The catalogue directories as they are saved. A server has what its files have, and nothing else; a server with a mistake keeps what
 * was published last, and the others follow their files.
 */
export class LiveCatalog {
  readonly #directories: readonly string[];
  readonly #target: CatalogTarget;
  readonly #log: (line: string) => void;
  readonly #table: OpenTable;
  /** What was read of each file when something was published last. */
  #files: LoadedFiles = new Map();
  /** What was published of each server. */
  readonly #published = new Map<string, Documents>();
  /** What was refused of each server, and why: the same documents are not checked again. */
  readonly #refused = new Map<string, { readonly documents: Documents; readonly faults: readonly Fault[] }>();
  /** Whether something went wrong that is no mistake in a document, so that the same is tried again. */
  #mustRetry = false;
  /** The mistakes of files and directories that cannot be read. */
  #unread: readonly Fault[] = [];
  /** The mistakes that are shown already. */
  #shown: ReadonlySet<string> = new Set();

  constructor(directories: readonly string[], target: CatalogTarget, log: (line: string) => void) {
    this.#directories = directories;
    this.#target = target;
    this.#log = log;
    this.#table = openTable(target);
  }

  /** Names of the servers that are published. */
  get servers(): readonly string[] {
    return [...this.#published.keys()].sort();
  }

  /** The documents that are published. */
  get documents(): readonly LoadedDocument[] {
    return [...this.#published.values()].flat();
  }

  /**
   * Publishes what the directories hold now, as far as it differs from what was published, and shows mistakes.
   *
   * @param isFirst whether nothing was published before, so that nothing can be half-written
   */
  async refresh(isFirst = false): Promise<void> {
    let look = await loadDocuments(this.#directories, this.#files);
    if (!isFirst && !this.#mustRetry && this.#isKnown(look)) return;
    if (!isFirst && this.#isDoubtful(look)) look = await settled(this.#directories, look, this.#files);
    for (;;) {
      await this.#publish(look);
      if (isFirst || this.#faults().length === 0) break;
      // What is wrong may be half-written, too.
      const later = await settled(this.#directories, look, this.#files);
      if (isSame(look.files, later.files)) break;
      look = later;
    }
    this.#showFaults();
  }

  close(): void {
    this.#table.close();
  }

  /** Whether the files, and those that cannot be read, are as they were. */
  #isKnown({ files, faults }: Look): boolean {
    return isSame(this.#files, files) && isDeepStrictEqual(this.#unread, faults);
  }

  /** Whether a file cannot be parsed, or a document is gone. */
  #isDoubtful({ documents, faults }: Look): boolean {
    const present = new Set(documents.map(identity));
    return faults.length > 0 || this.documents.some((each) => !present.has(identity(each)));
  }

  async #publish(look: Look): Promise<void> {
    this.#files = look.files;
    this.#mustRetry = false;
    this.#unread = look.faults;
    const held = this.#heldBack(look);
    const servers = Map.groupBy(look.documents, serverOf);
    for (const server of new Set([...servers.keys(), ...this.#published.keys(), ...this.#refused.keys()])) {
      if (!held.has(server)) await this.#follow(server, servers.get(server) ?? []);
    }
  }

  /**
   * The servers of which a file has a mistake: those that it has, as far as it can be parsed, and those that it had. The same holds for
   * a directory that the system cannot read, but not for one without a document.
   */
  #heldBack({ documents, faults, empty = [] }: Look): ReadonlySet<string> {
    const broken = faults.flatMap(({ at }) => (at === undefined || empty.includes(at.file) ? [] : [at.file]));
    const isBroken = ({ source }: LoadedDocument) => broken.some((path) => isWithin(path, source.file));
    return new Set([...documents, ...this.documents].filter(isBroken).map(serverOf));
  }

  /** Makes a server what its documents say. */
  async #follow(server: string, documents: Documents): Promise<void> {
    const refused = this.#refused.get(server);
    if (refused !== undefined && isSameList(refused.documents, documents)) return;
    this.#refused.delete(server);
    const published = this.#published.get(server);
    if (isSameList(published, documents) || (published === undefined && documents.length === 0)) {
      if (refused !== undefined) this.#log(`catalogue: ${server} is as it was published`);
      return;
    }
    try {
      await (documents.length === 0 ? this.#remove(server) : this.#publishServer(server, documents));
    } catch (error) {
      if (error instanceof InvalidDocuments) {
        this.#refused.set(server, { documents, faults: error.faults });
        return;
      }
      this.#mustRetry = true;
      this.#log(`error: ${server}: ${isAuthorsError(error) ? error.message : stackOf(error)}`);
    }
  }

  async #publishServer(server: string, documents: Documents): Promise<void> {
    const { stage, areExamples, moved, variables = {} } = this.#target;
    const loaded = { documents: documents.map((document) => moveAddresses(document, moved)), faults: [] };
    const options = { table: this.#table, targets: targetTypes, variables, prune: true };
    const [result] = await applyLoaded(loaded, { ...options, ...(areExamples ? {} : { stage }) });
    const had = (this.#published.get(server) ?? []).some(isPolicy);
    // Publishing leaves policies as they are where it has none: they may be in other files. Here, there are no others.
    if (had && !documents.some(isPolicy)) await writePolicies(this.#table, await readPolicies(this.#table, server), []);
    this.#published.set(server, documents);
    if (result !== undefined) this.#log(describe(result));
  }

  async #remove(server: string): Promise<void> {
    const policies = await readPolicies(this.#table, server);
    await deleteServer(this.#table, await readPublishedState(this.#table, server));
    await observeLastChange(this.#table, server, Date.now);
    if (policies.policies.length > 0) await closePolicies(this.#table, policies);
    this.#published.delete(server);
    this.#log(`catalogue: ${server} is deleted, because no file has a document of it`);
  }

  #faults(): readonly Fault[] {
    return [...this.#unread, ...[...this.#refused.values()].flatMap(({ faults }) => faults)];
  }

  /** Shows each mistake once, however often other files are saved. */
  #showFaults(): void {
    const lines = new Set(this.#faults().map(formatFault));
    const added = [...lines].filter((line) => !this.#shown.has(line));
    for (const line of added) this.#log(`error: ${line}`);
    if (added.length > 0) this.#log('What was published before stays in service until the mistakes are corrected.');
    this.#shown = lines;
  }
}

function describe({ server, version, documents }: PublishResult): string {
  const changed = documents.filter(({ outcome }) => outcome !== 'unchanged');
  const named = changed.slice(0, NAMED_CHANGES).map(({ outcome, kind, name }) => `${outcome} ${kind} ${name}`);
  const more = changed.length > NAMED_CHANGES ? [`${changed.length - NAMED_CHANGES} more`] : [];
  return `catalogue: ${server} is at version ${version ?? 'none'}: ${[...named, ...more].join(', ') || 'unchanged'}`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function serverOf({ value }: LoadedDocument): string {
  return isJsonObject(value) && typeof value.server === 'string' ? value.server : '';
}

function isPolicy({ value }: LoadedDocument): boolean {
  return isJsonObject(value) && value.kind === 'Policy';
}

/** What tells a document from others, whatever file it is in. */
function identity({ value }: LoadedDocument): string {
  const { kind, server, name, uri, uriTemplate } = isJsonObject(value) ? value : {};
  return JSON.stringify([kind, server, name, uri, uriTemplate]);
}

function isWithin(directory: string, file: string): boolean {
  return !relative(directory, file).startsWith('..');
}

/** The documents of a file whose text is the same are the same objects. */
function isSameList(before: Documents | undefined, now: Documents): boolean {
  return before?.length === now.length && now.every((document, index) => document === before[index]);
}
