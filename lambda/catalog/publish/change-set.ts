import type { Table } from '../../table/table.ts';
import type { CatalogDocument, ServerDocument, ToolDocument } from '../documents.ts';
import { toolKey } from '../keys.ts';
import { type Base, baseTools } from './base.ts';
import { contentHash } from './content.ts';

/** The documents of one server that shall show together or not at all. They passed validation. */
export interface ChangeSet {
  readonly server: string;
  readonly documents: readonly CatalogDocument[];
  /** Delete what the server shows and the change set does not name. */
  readonly prune: boolean;
}

export type Outcome = 'created' | 'updated' | 'unchanged' | 'deleted';

/** What a publish did, or would do, to one document. */
export interface DocumentOutcome {
  readonly kind: CatalogDocument['kind'];
  /** The tool's name; a server's own. */
  readonly name: string;
  readonly outcome: Outcome;
}

/** A tool to write. */
export interface ToolWrite {
  readonly document: ToolDocument;
  readonly hash: string;
}

/** The difference between a change set and what shows. */
export interface Difference {
  readonly outcomes: readonly DocumentOutcome[];
  readonly writes: ReadonlyMap<string, ToolWrite>;
  readonly deletes: ReadonlySet<string>;
  /** The Server document from now on. */
  readonly server: { readonly text: string; readonly hash: string; readonly document: ServerDocument } | undefined;
  /** Write every tool anew, so that the head can forget which versions were aborted. */
  readonly compact: boolean;
}

/**
 * How many aborted intervals a head carries before a publish writes everything anew. Each conflict or crash that a publish
 * follows adds one; they cannot be merged, because a version that showed lies between any two.
 */
export const ABORTED_INTERVALS = 100;

/** Compares a change set with what shows. */
export async function compare(table: Table, base: Base, changes: ChangeSet): Promise<Difference> {
  const tools = new Map<string, ToolWrite>();
  for (const document of changes.documents) {
    if (document.kind === 'Tool') tools.set(document.name, { document, hash: contentHash(document) });
  }
  const compact = (base.head?.aborted.length ?? 0) >= ABORTED_INTERVALS;
  const shown = await baseTools(table, base, changes.prune || compact ? 'all' : new Set(tools.keys()));
  const [server, serverOutcomes] = compareServer(base, changes);
  const outcomes = [...serverOutcomes];
  const writes = new Map<string, ToolWrite>();
  for (const [name, write] of tools) {
    const before = shown.get(name);
    const same = before?.hash === write.hash;
    if (!same) writes.set(name, write);
    outcomes.push({ kind: 'Tool', name, outcome: before === undefined ? 'created' : same ? 'unchanged' : 'updated' });
  }
  const rest = [...shown.values()].filter(({ name }) => !tools.has(name));
  const deletes = new Set(changes.prune ? rest.map(({ name }) => name) : []);
  for (const name of deletes) outcomes.push({ kind: 'Tool', name, outcome: 'deleted' });

  const difference = { outcomes, deletes, server, writes, compact };
  if (!compact || !changesAnything(difference)) return difference;
  for (const tool of shown.values()) {
    if (deletes.has(tool.name) || writes.has(tool.name)) continue;
    writes.set(tool.name, tools.get(tool.name) ?? (await readTool(table, base.server, tool)));
  }
  return difference;
}

/** Whether there is anything to publish. */
export function changesAnything({ outcomes }: Difference): boolean {
  return outcomes.some(({ outcome }) => outcome !== 'unchanged');
}

function compareServer(base: Base, changes: ChangeSet): [Difference['server'], DocumentOutcome[]] {
  const kind = 'Server';
  const name = changes.server;
  const document = changes.documents.find((candidate) => candidate.kind === kind);
  if (document) {
    const hash = contentHash(document);
    const different = base.documentHash === undefined ? 'created' : 'updated';
    const outcome = base.documentHash === hash ? 'unchanged' : different;
    return [{ text: JSON.stringify(document), hash, document }, [{ kind, name, outcome }]];
  }
  const { document: text, documentHash: hash } = base;
  if (text === undefined || hash === undefined) return [undefined, []];
  if (changes.prune) return [undefined, [{ kind, name, outcome: 'deleted' }]];
  return [{ text, hash, document: JSON.parse(text) }, []];
}

async function readTool(table: Table, server: string, tool: { name: string; written: number; hash: string }) {
  const item = await table.get(toolKey(server, tool.name, tool.written));
  if (item?.body === undefined) throw new Error(`tool ${tool.name} of ${server} has no document at ${tool.written}`);
  return { document: JSON.parse(String(item.body)) as ToolDocument, hash: tool.hash };
}
