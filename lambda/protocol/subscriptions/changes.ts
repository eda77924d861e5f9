import type { CatalogReader, ListName, ServerView } from '../../catalog/index.ts';
import type { Filter } from './filter.ts';

/** A notification, before it is tagged with its subscription. */
export interface Change {
  readonly method: string;
  readonly params?: object;
}

/** What of the catalogue tells two of its versions apart. */
export interface Versions extends Pick<CatalogReader<unknown>, 'fingerprints' | 'resourceVersion'> {
  /** Whether the client could read a URI. */
  mayRead(view: ServerView, uri: string): Promise<boolean>;
}

/** URIs that are looked up at a time. */
const URIS_AT_ONCE = 10;

/**
 * Finds what a client that listens is told when one version of a server has become another.
 *
 * Lists are compared whole, so a caller may be told of a change in what its scopes do not let it see: it learns that something
 * was published, and its own list is the same as before. Of a URI it is told only when it could read what was there or what is
 * there now: any other is as unknown as one that does not exist.
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
  const isTold = async (uri: string) => {
    const [old, now] = await Promise.all([catalog.resourceVersion(before, uri), catalog.resourceVersion(after, uri)]);
    return old !== now && ((await catalog.mayRead(after, uri)) || (await catalog.mayRead(before, uri)));
  };
  const updated: string[] = [];
  for (let at = 0; at < uris.length; at += URIS_AT_ONCE) {
    const some = uris.slice(at, at + URIS_AT_ONCE);
    const told = await Promise.all(some.map(isTold));
    updated.push(...some.filter((_, index) => told[index]));
  }
  return updated;
}
