import { createSteadyClock } from '../../cache/index.ts';
import { type After, afterTimeout } from '../../timeout.ts';
import { type PageGroup, perList, type ServerHead } from '../items/index.ts';
import { type CatalogReader, LIST_NAMES, type ListName, type Prepare, type ServerView, type Sight } from '../types.ts';
import type { ReaderContext } from './context.ts';
import { createDocumentCache } from './document-cache.ts';
import { createHeads } from './heads.ts';
import { createListings } from './listings.ts';
import { visiblePages } from './page-run.ts';
import { createPageTexts } from './page-texts.ts';
import { createPages } from './pages.ts';
import { createResources, isTemplate } from './resources.ts';
import { createSelection, referenceOf } from './selection.ts';

/** Type parameters as in {@link CatalogReader}. */
export interface ReaderOptions<T, P, R>
  extends Pick<ReaderContext, 'table' | 'refreshSeconds' | 'staleSeconds' | 'cacheEntries'> {
  readonly prepare: Prepare<T, P, R>;
  /** The clock, epoch milliseconds. It may step. */
  readonly now: () => number;
  /** @default `setTimeout` */
  readonly after?: After;
  /** @default no report */
  readonly report?: (error: unknown) => void;
}

/**
 * Creates the catalogue reader that all requests of a function instance share. Reads nothing until the first request.
 *
 * A warm call reads nothing while its server's head is younger than `refreshSeconds`; a document that is not in memory costs
 * one query. Caches are bounded by count, and those of lists and pages by size as well.
 */
export function createCatalogReader<T, P, R>(options: ReaderOptions<T, P, R>): Required<CatalogReader<T, P, R>> {
  const { after = afterTimeout, report = () => {}, prepare } = options;
  const context: ReaderContext = { ...options, now: createSteadyClock(options.now), after, report };
  const heads = createHeads(context);
  const listings = createListings(context.table);
  const texts = createPageTexts(context.table);
  const selection = createSelection(texts);
  const pages = createPages(listings, texts, selection);
  const tools = createDocumentCache(context, heads, {
    list: 'tools',
    listOf: () => 'tools',
    label: 'tool',
    id: NAME,
    prepare: prepare.tool,
  });
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
  const resources = createResources(createDocumentCache(context, heads, resourceKind), listings, heads);
  return {
    server: (name) => (SERVER_NAME.test(name) ? heads.current(name) : undefined),
    latest: heads.latest,
    reread: async (name) => (SERVER_NAME.test(name) ? heads.reread(name) : undefined),
    tool: (view, name, sight) => tools.get(headOf(view), name, sight),
    prompt: (view, name, sight) => prompts.get(headOf(view), name, sight),
    resource: (view, uri, sight) => resources.resource(headOf(view), uri, sight),
    template: (view, uriTemplate, sight) => resources.template(headOf(view), uriTemplate, sight),
    details(view) {
      const listing = listings.at(headOf(view));
      return listing instanceof Promise ? listing.then(({ details }) => details) : listing.details;
    },
    page: (view, list, cursor, sight) => pages.page(headOf(view), list, cursor, sight),
    async fingerprints(view, sight) {
      const { server } = view;
      const { lists } = await listings.at(headOf(view));
      const one = (list: ListName) =>
        sight.isSelective
          ? selection.fingerprint({ server, list, groups: lists[list] }, sight)
          : groupsFingerprint(lists[list], sight);
      const found = new Map(await Promise.all(LIST_NAMES.map(async (list) => [list, await one(list)] as const)));
      return perList((list) => found.get(list) ?? '');
    },
    resourceVersion: (view, uri, sight) => resources.written(headOf(view), uri, sight),
    prefetch(server, tool) {
      if (heads.known(server) || !SERVER_NAME.test(server)) return;
      // Both reads start now. `server` and `tool` use them later and handle their failures.
      Promise.resolve(heads.current(server)).catch(() => {});
      tools.prefetch(server, tool);
    },
  };
}

function groupsFingerprint(groups: readonly PageGroup[], sight: Sight): string {
  return visiblePages(groups, 0, (scopes) => sight.seesGroup(scopes))
    .map(referenceOf)
    .join();
}

/** Names that do not match were never published and cause no read. spec: server/tools#tool-names */
const NAME = /^[A-Za-z0-9_.-]{1,128}$/;
const URI_OR_TEMPLATE = /^[!-~]{1,1024}$/;
const SERVER_NAME = /^[a-z0-9-]{1,64}$/;

/** Every view that this reader hands out is a head. */
function headOf(view: ServerView): ServerHead {
  if (isHead(view)) return view;
  throw new TypeError(`the view of ${view.server} does not come from a catalogue reader`);
}

function isHead(view: ServerView): view is ServerHead {
  return 'cursorKey' in view;
}
