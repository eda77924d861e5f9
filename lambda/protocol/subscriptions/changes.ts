import type { CatalogReader, ListName, ServerView } from '../../catalog/index.ts';
import type { Filter } from './filter.ts';

/** A notification, before it is tagged with its subscription. */
export interface Change {
  readonly method: string;
  readonly params?: object;
}

/** The parts of the catalogue that show how two versions differ. */
export interface Versions extends Pick<CatalogReader<unknown>, 'fingerprints' | 'resourceVersion'> {
  /** Whether the client could read a URI. */
  mayRead(view: ServerView, uri: string): Promise<boolean>;
}

/** Maximum URIs that are compared in parallel. */
const URIS_AT_ONCE = 10;

/**
 * Finds the notifications for a subscription when one version of a server replaces another.
 *
 * Lists are compared as a whole, so a client may be notified of a change that its scopes hide: it learns that something was
 * published, and its own list is unchanged. For a URI, it is notified only if it may read the old or the new resource: any other
 * URI is treated as unknown.
 */
export async function changesBetween(
  before: ServerView,
  after: ServerView,
  filter: Filter,
  catalog: Versions,
): Promise<readonly Change[]> {
  const [changed, updated] = await Promise.all([
    changedLists(before, after, catalog),
    updatedUris(before, after, filter.resourceSubscriptions ?? [], catalog),
  ]);
  const changes: Change[] = [];
  const add = (wanted: true | undefined, method: string, ...lists: ListName[]) => {
    if (wanted && lists.some((list) => changed.has(list))) changes.push({ method });
  };
  add(filter.toolsListChanged, 'notifications/tools/list_changed', 'tools');
  add(filter.promptsListChanged, 'notifications/prompts/list_changed', 'prompts');
  add(filter.resourcesListChanged, 'notifications/resources/list_changed', 'resources', 'templates');
  for (const uri of updated) changes.push({ method: 'notifications/resources/updated', params: { uri } });
  return changes;
}

async function changedLists(before: ServerView, after: ServerView, catalog: Versions): Promise<ReadonlySet<string>> {
  const [old, now] = await Promise.all([catalog.fingerprints(before), catalog.fingerprints(after)]);
  return new Set((Object.keys(now) as ListName[]).filter((list) => now[list] !== old[list]));
}

async function updatedUris(
  before: ServerView,
  after: ServerView,
  uris: readonly string[],
  catalog: Versions,
): Promise<readonly string[]> {
  const isReported = async (uri: string) => {
    const [old, now] = await Promise.all([catalog.resourceVersion(before, uri), catalog.resourceVersion(after, uri)]);
    return old !== now && ((await catalog.mayRead(after, uri)) || (await catalog.mayRead(before, uri)));
  };
  const updated: string[] = [];
  for (let at = 0; at < uris.length; at += URIS_AT_ONCE) {
    const some = uris.slice(at, at + URIS_AT_ONCE);
    const reported = await Promise.all(some.map(isReported));
    updated.push(...some.filter((_, index) => reported[index]));
  }
  return updated;
}
