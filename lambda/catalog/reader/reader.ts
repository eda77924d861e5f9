import { createSteadyClock } from '../../cache/index.ts';
import { type After, afterTimeout } from '../../timeout.ts';
import { type Lists, perList, type ServerHead } from '../items/index.ts';
import type { CatalogReader, ListName, Prepare, ServerView } from '../types.ts';
import type { ReaderContext } from './context.ts';
import { createDocumentCache } from './document-cache.ts';
import { createHeads } from './heads.ts';
import { createListings } from './listings.ts';
import { createPages } from './pages.ts';
import { createResources } from './resources.ts';

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
  const pages = createPages(context.table, listings);
  const tools = createDocumentCache(context, heads, { list: 'tools', label: 'tool', id: NAME, prepare: prepare.tool });
  const prompts = createDocumentCache(context, heads, {
    list: 'prompts',
    label: 'prompt',
    id: NAME,
    prepare: prepare.prompt,
  });
  const resourceKind = {
    list: 'resources',
    label: 'resource',
    id: URI_OR_TEMPLATE,
    prepare: prepare.resource,
  } as const;
  const resources = createResources(createDocumentCache(context, heads, resourceKind), listings, heads);
  return {
    server: (name) => (SERVER_NAME.test(name) ? heads.current(name) : undefined),
    reread: async (name) => (SERVER_NAME.test(name) ? heads.reread(name) : undefined),
    tool: (view, name) => tools.get(headOf(view), name),
    prompt: (view, name) => prompts.get(headOf(view), name),
    resource: (view, uri, maySee) => resources.resource(headOf(view), uri, maySee),
    template: (view, uriTemplate) => resources.template(headOf(view), uriTemplate),
    details(view) {
      const listing = listings.at(headOf(view));
      return listing instanceof Promise ? listing.then(({ details }) => details) : listing.details;
    },
    page: (view, list, cursor, maySee) => pages.page(headOf(view), list, cursor, maySee),
    fingerprints: async (view) => fingerprints((await listings.at(headOf(view))).lists),
    resourceVersion: (view, uri) => resources.written(headOf(view), uri),
    prefetch(server, tool) {
      if (heads.known(server) || !SERVER_NAME.test(server)) return;
      // Both reads start now. `server` and `tool` use them later and handle their failures.
      Promise.resolve(heads.current(server)).catch(() => {});
      tools.prefetch(server, tool);
    },
  };
}

/** A change to a list always rewrites a page, so page references identify the content. */
function fingerprints(lists: Lists): Readonly<Record<ListName, string>> {
  return perList((list) => lists[list].flatMap(({ pages }) => pages.map(({ at, id }) => `${at}.${id}`)).join());
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
