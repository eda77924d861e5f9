import type { CatalogReader, ListName } from '../../catalog/index.ts';
import { isJsonObject } from '../../json.ts';
import type { Access } from '../access.ts';
import type { Filter } from './filter.ts';

/** A notification, before it is tagged with its subscription. */
export interface Change {
  readonly method: string;
  readonly params?: object;
}

/** A change of a document. */
function uriOf({ params }: Change): string | undefined {
  return isJsonObject(params) && typeof params.uri === 'string' ? params.uri : undefined;
}

/** The parts of the catalogue that show how two versions differ. */
export interface Versions extends Pick<CatalogReader<unknown>, 'fingerprints' | 'resourceVersion'> {
  /** Whether the caller may read a URI. */
  mayRead(access: Access, uri: string): Promise<boolean>;
}

/** Maximum URIs that are compared in parallel. */
const URIS_AT_ONCE = 10;

/**
 * Finds the notifications for a subscription when another version replaces one of a server, or the rights of its caller change.
 *
 * A list has changed if what the caller sees of it has: a list whose documents no policy judges is compared by the pages of the
 * groups of scopes that the caller sees, any other by its visible documents. A URI is reported if the caller may read it now; one
 * that is gone, if the caller could read it, and it was deleted rather than hidden. Any other URI is treated as unknown.
 *
 * @param before what the caller saw
 * @param after what the caller sees now
 */
export async function changesBetween(
  before: Access,
  after: Access,
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

async function changedLists(before: Access, after: Access, catalog: Versions): Promise<ReadonlySet<string>> {
  const [old, now] = await Promise.all([
    catalog.fingerprints(before.view, before),
    catalog.fingerprints(after.view, after),
  ]);
  return new Set((Object.keys(now) as ListName[]).filter((list) => now[list] !== old[list]));
}

async function updatedUris(
  before: Access,
  after: Access,
  uris: readonly string[],
  catalog: Versions,
): Promise<readonly string[]> {
  const isReported = async (uri: string) => {
    const [old, now] = await Promise.all([
      catalog.resourceVersion(before.view, uri, before),
      catalog.resourceVersion(after.view, uri, after),
    ]);
    if (old === now) return false;
    if (await catalog.mayRead(after, uri)) return true;
    return now === 0 && (await isDeleted(uri, after, catalog)) && (await catalog.mayRead(after.at(before.view), uri));
  };
  const updated: string[] = [];
  for (let at = 0; at < uris.length; at += URIS_AT_ONCE) {
    const some = uris.slice(at, at + URIS_AT_ONCE);
    const reported = await Promise.all(some.map(isReported));
    updated.push(...some.filter((_, index) => reported[index]));
  }
  return updated;
}

/** Selects the changes that the caller may hear of again: a URI may have become hidden since. */
export async function stillVisible(
  changes: readonly Change[],
  access: Access,
  catalog: Versions,
): Promise<readonly Change[]> {
  const isTold = async (change: Change) => {
    const uri = uriOf(change);
    return uri === undefined || (await catalog.mayRead(access, uri)) || (await isDeleted(uri, access, catalog));
  };
  const told = await Promise.all(changes.map(isTold));
  return changes.filter((_, index) => told[index]);
}

/** Whether there is no document at a URI for any caller. */
async function isDeleted(uri: string, { view }: Access, catalog: Versions): Promise<boolean> {
  return (await catalog.resourceVersion(view, uri)) === 0;
}
