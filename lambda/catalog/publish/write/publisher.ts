import { randomBytes } from 'node:crypto';
import { type AttributeValue, ConditionFailed, type Item, type Table } from '../../../table/index.ts';
import {
  deletedBy,
  documentKey,
  headKey,
  indexKey,
  listAttributes,
  parseHead,
  serverRegistryKey,
  shows,
  type VersionInterval,
} from '../../items/index.ts';
import { LIST_NAMES } from '../../types.ts';
import { CatalogTooLarge } from './catalog-too-large.ts';
import { type ChangeSet, changesAnything, compare, type Difference, type DocumentOutcome } from './change-set.ts';
import { serverInfo } from './content.ts';
import { scopeAttributes } from './head-scopes.ts';
import { type NextLists, nextLists } from './next-lists.ts';
import { ItemMissing } from './page-items.ts';
import { type PublishedState, readPublishedState } from './published-state.ts';

/** The result of a publish. */
export interface PublishResult {
  readonly server: string;
  /** The version now visible; `undefined` when the server has none because there was nothing to publish. */
  readonly version: number | undefined;
  /** Whether {@link version} is new. */
  readonly published: boolean;
  /** The published version had no index: only the documents of the change set are on the lists now. */
  readonly repaired: boolean;
  /** Whether policies of the server were written, which have no part in {@link version}. */
  readonly policiesChanged?: boolean;
  readonly documents: readonly DocumentOutcome[];
}

/** How many items of a version are written. */
export interface PublishProgress {
  readonly server: string;
  readonly written: number;
  readonly total: number;
}

/** Another publisher changed the same server meanwhile; nothing of this change set is visible. Publish again. */
export class PublishConflict extends Error {
  override readonly name = 'PublishConflict';
  /** Whether another attempt with the same change set has the same end: what it was made from has changed. */
  readonly isLasting: boolean;

  constructor(message: string, { isLasting = false, cause }: { isLasting?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.isLasting = isLasting;
  }
}

/** DynamoDB limits an item to 400 KB, keys and attribute names included. */
const INDEX_BYTES = 390_000;
/** Items written between two reports of progress: several batches at once. */
const ITEMS_AT_ONCE = 200;
/** A read of an unknown URI may try every template. */
const TEMPLATES = 500;

/**
 * Publishes a change set of one server: afterwards all of it is visible or, after an error or crash at any point, none of it.
 *
 * A publisher first takes a version number, which is never reused. It writes everything under that number, where no reader looks;
 * one conditional update of the head then makes the version visible. The same update marks the versions that other publishers
 * took in between as aborted, so that they never become visible, even if their items are written later.
 *
 * @param onProgress called while the items are written
 * @throws PublishConflict when another publisher was first, or has changed what the documents were made from
 * @throws CatalogTooLarge when the lists, templates or scopes exceed the limits
 */
export async function publish(
  table: Table,
  changes: ChangeSet,
  onProgress: (progress: PublishProgress) => void = () => {},
): Promise<PublishResult> {
  const published = await readPublishedState(table, changes.server);
  if (changes.stillFits?.(published) === false) {
    throw new PublishConflict(conflictText(changes.server), { isLasting: true });
  }
  try {
    return await publishOver(table, published, changes, onProgress);
  } catch (error) {
    // After more than an hour, what this publisher reads may have been removed: it lost long before.
    const lost = error instanceof ItemMissing && (await wasReplaced(table, published));
    throw lost ? new PublishConflict(conflictText(changes.server), { cause: error }) : error;
  }
}

async function publishOver(
  table: Table,
  published: PublishedState,
  changes: ChangeSet,
  onProgress: (progress: PublishProgress) => void,
): Promise<PublishResult> {
  const difference = await compare(table, published, changes);
  const { outcomes: documents } = difference;
  const { server } = changes;
  const repaired = published.damaged;
  if (!changesAnything(difference) && !repaired) {
    return { server, version: published.head?.version, published: false, repaired, documents };
  }

  const version = await takeVersion(table, published);
  const next = await nextLists(table, published, difference, version);
  const index = indexItem(server, version, difference, next);
  const access = scopeAttributes(published, difference, next, version);
  const items = [...documentItems(server, version, difference), ...next.items];
  for (let written = 0; written < items.length; written += ITEMS_AT_ONCE) {
    onProgress({ server, written, total: items.length });
    await table.putAll(items.slice(written, written + ITEMS_AT_ONCE));
  }
  await table.putAll([index]);
  await activate(table, published, difference, access, version);
  return { server, version, published: true, repaired, documents };
}

async function takeVersion(table: Table, published: PublishedState): Promise<number> {
  if (!published.head) await table.putAll([{ ...serverRegistryKey(published.server) }]);
  const cursorKey = randomBytes(32).toString('base64url');
  const head = await table.update(headKey(published.server), { add: { next: 1 }, setOnce: { cursorKey } });
  return Number(head.next);
}

/**
 * Deletes a server: readers find none as soon as they read its head again. Its items stay for readers of older heads, until
 * `compact` removes them; the head itself stays for good, because a version number must never be used twice.
 *
 * @returns whether there was a server
 * @throws PublishConflict when another publisher was first
 */
export async function deleteServer(table: Table, published: PublishedState): Promise<boolean> {
  const { server, active, head } = published;
  if (!head) return false;
  const version = await takeVersion(table, published);
  const key = headKey(server);
  try {
    await table.update(key, { set: { active: deletedBy(version) }, expect: { active } });
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    // The SDK repeats an update whose response was lost.
    if ((await table.get(key))?.active === deletedBy(version)) return true;
    const advice = `nothing was deleted; see what changed with \`spillway list ${server}\`, then run the command again`;
    throw new PublishConflict(`another publish to ${server} came first: ${advice}`);
  }
  return true;
}

function documentItems(server: string, version: number, { lists }: Difference): Item[] {
  return LIST_NAMES.flatMap((list) => {
    const { writes, deletes } = lists[list];
    const key = (id: string) => documentKey(list, server, id, version);
    const bodies = [...writes].map(([id, { document, source }]) => ({
      ...key(id),
      body: JSON.stringify(document),
      ...(source !== undefined && { source }),
    }));
    const tombstones = [...deletes].map((id) => ({ ...key(id), tombstone: 1 }));
    return [...bodies, ...tombstones];
  });
}

function indexItem(server: string, version: number, { server: own }: Difference, next: NextLists): Item {
  const { lists, templates } = next;
  if (templates.length > TEMPLATES) {
    const message = `${server} would have ${templates.length} resource templates; at most ${TEMPLATES} are allowed`;
    throw new CatalogTooLarge(`${message}: combine some, or split them over several servers`);
  }
  const item = {
    ...indexKey(server, version),
    ...listAttributes(lists, templates),
    ...(own && { document: own.text, documentHash: own.hash }),
  };
  if (Buffer.byteLength(JSON.stringify(item)) > INDEX_BYTES) {
    const message = `${server} has too many list pages and templates for one index item`;
    throw new CatalogTooLarge(`${message}: split them over several servers`);
  }
  return item;
}

async function activate(
  table: Table,
  published: PublishedState,
  difference: Difference,
  access: Readonly<Record<string, AttributeValue>>,
  version: number,
): Promise<void> {
  const { server, head, active, damaged } = published;
  // When every document is rewritten, older items count as absent, so the head need not list aborted versions.
  const anew = head === undefined || damaged || difference.compact;
  const aborted = anew ? [] : [...head.aborted, ...openInterval(head.version, version)];
  const set = {
    active: version,
    info: JSON.stringify(serverInfo(server, difference.server?.document)),
    aborted: JSON.stringify(aborted),
    floor: anew ? version : head.floor,
    ...access,
  };
  try {
    await table.update(headKey(server), { set, expect: { active } });
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    if (await showsNow(table, server, version)) return;
    throw new PublishConflict(conflictText(server));
  }
}

async function wasReplaced(table: Table, { server, active }: PublishedState): Promise<boolean> {
  return (await table.get(headKey(server)))?.active !== active;
}

function conflictText(server: string): string {
  return `another publish to ${server} came first: publish again`;
}

function openInterval(shown: number, version: number): VersionInterval[] {
  return version - shown > 1 ? [[shown + 1, version - 1]] : [];
}

/**
 * Whether this version won although the update failed: the SDK repeats an update whose response was lost, and the repetition
 * fails because of the first one's effect. A version that lost is above `active` or aborted for good.
 */
async function showsNow(table: Table, server: string, version: number): Promise<boolean> {
  const head = parseHead(server, await table.get(headKey(server)));
  return head !== undefined && shows(head, version);
}
