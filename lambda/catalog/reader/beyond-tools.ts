/** Lists, prompts and resources: code that loads with the first request that is not a call of a tool. */
import { type PageGroup, perList, type ServerHead } from '../items/index.ts';
import { LIST_NAMES, type ListName, type PrepareOthers, type ServerDetails, type Sight } from '../types.ts';
import type { ReaderContext } from './context.ts';
import { createDocumentCache, type DocumentCache } from './document-cache.ts';
import type { Heads } from './heads.ts';
import { createListings } from './listings.ts';
import { NAME } from './names.ts';
import { visiblePages } from './page-run.ts';
import { createPageTexts } from './page-texts.ts';
import { createPages, type Pages } from './pages.ts';
import { createResources, isTemplate, type Resources } from './resources.ts';
import { createSelection, referenceOf } from './selection.ts';

const URI_OR_TEMPLATE = /^[!-~]{1,1024}$/;

/** What a reader has beyond tools. */
export interface BeyondTools<P, R> extends Pages {
  readonly prompts: DocumentCache<P>;
  readonly resources: Resources<R>;
  /** See `CatalogReader.details`. */
  details(head: ServerHead): ServerDetails | Promise<ServerDetails>;
  /** See `CatalogReader.fingerprints`. */
  fingerprints(head: ServerHead, sight: Sight): Promise<Readonly<Record<ListName, string>>>;
}

export function openBeyondTools<P, R>(
  context: ReaderContext,
  heads: Heads,
  prepare: PrepareOthers<P, R>,
): BeyondTools<P, R> {
  const listings = createListings(context.table);
  const texts = createPageTexts(context.table);
  const selection = createSelection(texts);
  const prompts = createDocumentCache(context, heads, {
    list: 'prompts',
    listOf: () => 'prompts',
    label: 'prompt',
    id: NAME,
    prepare: prepare.prompt,
  });
  const resourceKind = {
    list: 'resources',
    listOf: (id: string) => (isTemplate(id) ? 'templates' : 'resources'),
    label: 'resource',
    id: URI_OR_TEMPLATE,
    prepare: prepare.resource,
  } as const;
  return {
    ...createPages(listings, texts, selection),
    prompts,
    resources: createResources(createDocumentCache(context, heads, resourceKind), listings, heads),
    details(head) {
      const listing = listings.at(head);
      return listing instanceof Promise ? listing.then(({ details }) => details) : listing.details;
    },
    async fingerprints(head, sight) {
      const { server } = head;
      const { lists } = await listings.at(head);
      const one = (list: ListName) =>
        sight.isSelective
          ? selection.fingerprint({ server, list, groups: lists[list] }, sight)
          : groupsFingerprint(lists[list], sight);
      const found = new Map(await Promise.all(LIST_NAMES.map(async (list) => [list, await one(list)] as const)));
      return perList((list) => found.get(list) ?? '');
    },
  };
}

function groupsFingerprint(groups: readonly PageGroup[], sight: Sight): string {
  return visiblePages(groups, 0, (scopes) => sight.seesGroup(scopes))
    .map(referenceOf)
    .join();
}
