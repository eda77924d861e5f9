import { createSteadyClock } from '../../cache/index.ts';
import { loadedOnce, whenLoaded } from '../../loaded-once.ts';
import { type After, afterTimeout } from '../../timeout.ts';
import type { ServerHead } from '../items/index.ts';
import type { CatalogReader, Prepare, ServerView } from '../types.ts';
import type { BeyondTools } from './beyond-tools.ts';
import type { ReaderContext } from './context.ts';
import { createDocumentCache } from './document-cache.ts';
import { createHeads } from './heads.ts';
import { NAME } from './names.ts';

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
  const tools = createDocumentCache(context, heads, {
    list: 'tools',
    listOf: () => 'tools',
    label: 'tool',
    id: NAME,
    prepare: prepare.tool,
  });
  const others = loadedOnce(async () => {
    const [{ openBeyondTools }, prepareOthers] = await Promise.all([import('./beyond-tools.ts'), prepare.others()]);
    return openBeyondTools(context, heads, prepareOthers);
  });
  const beyond = <U>(use: (parts: BeyondTools<P, R>) => U | Promise<U>) => whenLoaded(others(), use);
  return {
    server: (name) => (SERVER_NAME.test(name) ? heads.current(name) : undefined),
    latest: heads.latest,
    reread: async (name) => (SERVER_NAME.test(name) ? heads.reread(name) : undefined),
    tool: (view, name, sight) => tools.get(headOf(view), name, sight),
    prompt: (view, name, sight) => beyond(({ prompts }) => prompts.get(headOf(view), name, sight)),
    resource: (view, uri, sight) => beyond(({ resources }) => resources.resource(headOf(view), uri, sight)),
    template: (view, uriTemplate, sight) =>
      beyond(({ resources }) => resources.template(headOf(view), uriTemplate, sight)),
    details: (view) => beyond(({ details }) => details(headOf(view))),
    page: (view, list, cursor, sight) => beyond(({ page }) => page(headOf(view), list, cursor, sight)),
    fingerprints: async (view, sight) => beyond(({ fingerprints }) => fingerprints(headOf(view), sight)),
    resourceVersion: async (view, uri, sight) => beyond(({ resources }) => resources.written(headOf(view), uri, sight)),
    prefetch(server, tool) {
      if (heads.known(server) || !SERVER_NAME.test(server)) return;
      // Both reads start now. `server` and `tool` use them later and handle their failures.
      Promise.resolve(heads.current(server)).catch(() => {});
      tools.prefetch(server, tool);
    },
  };
}

const SERVER_NAME = /^[a-z0-9-]{1,64}$/;

/** Every view that this reader hands out is a head. */
function headOf(view: ServerView): ServerHead {
  if (isHead(view)) return view;
  throw new TypeError(`the view of ${view.server} does not come from a catalogue reader`);
}

function isHead(view: ServerView): view is ServerHead {
  return 'cursorKey' in view;
}
