import type { JsonObject } from '../../../json.ts';
import type { Table } from '../../../table/index.ts';
import type { CatalogDocument, ServerDocument, SourceDocument } from '../../documents.ts';
import { documentKey, type PageGroup } from '../../items/index.ts';
import { LIST_NAMES, type ListName } from '../../types.ts';
import { contentHash, differInScopes, sortedScopes } from './content.ts';
import { ItemMissing } from './page-items.ts';
import { KINDS, type ListedDocument, placeOf } from './place.ts';
import { type PublishedDocument, type PublishedState, publishedDocuments } from './published-state.ts';

/** Validated documents of one server that become visible together or not at all. */
export interface ChangeSet {
  readonly server: string;
  readonly documents: readonly CatalogDocument[];
  /** Delete the server's documents that are not in the change set. */
  readonly prune: boolean;
  /** What authors wrote of documents that the server's defaults or variables have changed. */
  readonly authored?: ReadonlyMap<SourceDocument, JsonObject>;
  /**
   * Returns whether the documents, which defaults and older documents are part of, still fit the published state.
   *
   * @default they do
   */
  readonly stillFits?: (published: PublishedState) => boolean;
}

type Outcome = 'created' | 'updated' | 'unchanged' | 'deleted';

/** The outcome of a publish for one document. */
export interface DocumentOutcome {
  readonly kind: SourceDocument['kind'];
  /** The name of a tool, prompt, server or policy; the URI of a resource, or its template. */
  readonly name: string;
  readonly outcome: Outcome;
}

export interface Write {
  readonly document: ListedDocument;
  readonly hash: string;
  /** What the author wrote, as JSON text, where that is something else. */
  readonly source?: string;
}

/** The difference on one list. */
export interface ListDifference {
  readonly writes: ReadonlyMap<string, Write>;
  readonly deletes: ReadonlySet<string>;
}

/** The difference between a change set and the published state. */
export interface Difference {
  readonly outcomes: readonly DocumentOutcome[];
  readonly lists: Readonly<Record<ListName, ListDifference>>;
  /** The Server document of the new version. */
  readonly server: { readonly text: string; readonly hash: string; readonly document: ServerDocument } | undefined;
  /** Whether the server, or a document that stays, requires other scopes than before. */
  readonly rescoped: boolean;
  /** Rewrite every document, so that the head can drop its list of aborted versions. */
  readonly compact: boolean;
}

/**
 * Aborted intervals in a head before a publish rewrites everything. A publish after a conflict or crash adds one interval; two
 * intervals cannot be merged, because there is always a visible version between them.
 */
const ABORTED_INTERVALS = 100;

/** Compares a change set with the published state. */
export async function compare(table: Table, published: PublishedState, changes: ChangeSet): Promise<Difference> {
  const compact = (published.head?.aborted.length ?? 0) >= ABORTED_INTERVALS;
  const [server, serverOutcomes] = compareServer(published, changes);
  const outcomes = [...serverOutcomes];
  const one = async (list: ListName) => {
    const compared = await compareList(table, published, list, changes, compact);
    outcomes.push(...compared.outcomes);
    return compared;
  };
  const compared = {
    tools: await one('tools'),
    prompts: await one('prompts'),
    resources: await one('resources'),
    templates: await one('templates'),
  };
  const rescoped =
    LIST_NAMES.some((list) => compared[list].rescoped) ||
    differInScopes(published.document === undefined ? undefined : JSON.parse(published.document), server?.document);
  const difference = { outcomes, lists: compared, server, rescoped, compact };
  if (compact && changesAnything(difference)) {
    for (const list of LIST_NAMES) await writeTheRest(table, published, list, compared[list]);
  }
  return difference;
}

/** Whether there is anything to publish. */
export function changesAnything({ outcomes }: Pick<Difference, 'outcomes'>): boolean {
  return outcomes.some(({ outcome }) => outcome !== 'unchanged');
}

interface ComparedList extends ListDifference {
  readonly outcomes: readonly DocumentOutcome[];
  readonly writes: Map<string, Write>;
  /** Whether a document that stays requires other scopes than before. */
  readonly rescoped: boolean;
  /** The published documents that were read for the comparison. */
  readonly shown: ReadonlyMap<string, PublishedDocument>;
}

async function compareList(
  table: Table,
  published: PublishedState,
  list: ListName,
  changes: ChangeSet,
  compact: boolean,
): Promise<ComparedList> {
  const wanted = documentsOf(changes, list);
  const shown = await publishedDocuments(
    table,
    published,
    list,
    changes.prune || compact ? 'all' : new Set(wanted.keys()),
  );
  const kind = KINDS[list];
  const outcomes: DocumentOutcome[] = [];
  const writes = new Map<string, Write>();
  let rescoped = false;
  for (const [name, document] of wanted) {
    const authored = changes.authored?.get(document);
    const hash = contentHash(document, authored);
    const before = shown.get(name);
    const same = before?.hash === hash;
    if (!same) writes.set(name, { document, hash, ...(authored && { source: JSON.stringify(authored) }) });
    rescoped ||= before !== undefined && scopesOf(before, published.lists[list]) !== sortedScopes(document).join(' ');
    outcomes.push({ kind, name, outcome: before === undefined ? 'created' : same ? 'unchanged' : 'updated' });
  }
  const rest = [...shown.keys()].filter((name) => !wanted.has(name));
  const deletes = new Set(changes.prune ? rest : []);
  for (const name of deletes) outcomes.push({ kind, name, outcome: 'deleted' });
  return { outcomes, writes, deletes, rescoped, shown };
}

/** The scopes of a published document: those of the group that its page is in. */
function scopesOf({ page }: PublishedDocument, groups: readonly PageGroup[]): string | undefined {
  return groups.find(({ pages }) => pages.includes(page))?.scopes.join(' ');
}

function documentsOf({ documents }: ChangeSet, list: ListName): ReadonlyMap<string, ListedDocument> {
  const found = new Map<string, ListedDocument>();
  for (const document of documents) {
    if (document.kind === 'Server') continue;
    const place = placeOf(document);
    if (place.list === list) found.set(place.id, document);
  }
  return found;
}

/** Adds the unchanged documents to those to write. */
async function writeTheRest(
  table: Table,
  { server }: PublishedState,
  list: ListName,
  { writes, deletes, shown }: ComparedList,
): Promise<void> {
  for (const { id, hash, written } of shown.values()) {
    if (deletes.has(id) || writes.has(id)) continue;
    const item = await table.get(documentKey(list, server, id, written));
    if (item?.body === undefined)
      throw new ItemMissing(`${KINDS[list]} ${id} of ${server} has no document at ${written}`);
    const source = item.source === undefined ? {} : { source: String(item.source) };
    writes.set(id, { document: JSON.parse(String(item.body)), hash, ...source });
  }
}

function compareServer(published: PublishedState, changes: ChangeSet): [Difference['server'], DocumentOutcome[]] {
  const kind = 'Server';
  const name = changes.server;
  const document = changes.documents.find((candidate) => candidate.kind === kind);
  if (document) {
    const hash = contentHash(document);
    const different = published.documentHash === undefined ? 'created' : 'updated';
    const outcome = published.documentHash === hash ? 'unchanged' : different;
    return [{ text: JSON.stringify(document), hash, document }, [{ kind, name, outcome }]];
  }
  const { document: text, documentHash: hash } = published;
  if (text === undefined || hash === undefined) return [undefined, []];
  if (changes.prune) return [undefined, [{ kind, name, outcome: 'deleted' }]];
  return [{ text, hash, document: JSON.parse(text) }, []];
}
