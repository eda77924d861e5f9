import { type After, afterTimeout } from './bounded.ts';
import type { ReaderContext } from './context.ts';
import type { Head } from './head.ts';
import { createHeads } from './heads.ts';
import { createPages } from './pages.ts';
import { createTools } from './tools.ts';
import type { CatalogReader, PrepareTool, ServerView } from './types.ts';

/** @typeParam T what `prepare` makes of a tool document */
export interface ReaderOptions<T> extends Pick<ReaderContext, 'table' | 'refreshSeconds' | 'cacheEntries' | 'now'> {
  /** Makes a tool callable; called once for each tool that enters the cache. */
  readonly prepare: PrepareTool<T>;
  /** @default `setTimeout` */
  readonly after?: After;
  /** @default nobody hears */
  readonly report?: (error: unknown) => void;
}

/**
 * Makes a reader of the catalogue, to be shared by all requests of one function instance. It reads nothing until asked.
 *
 * A warm call reads nothing while its server's head is younger than `refreshSeconds`; a tool that is not in memory costs one
 * query. Caches are bounded by count, and lists by bytes as well.
 */
export function createCatalogReader<T>(options: ReaderOptions<T>): Required<CatalogReader<T>> {
  const { after = afterTimeout, report = () => {} } = options;
  const context: ReaderContext = { ...options, after, report };
  const heads = createHeads(context);
  const tools = createTools(context, heads, options.prepare);
  const pages = createPages(context.table);
  return {
    server: (name) => (SERVER_NAME.test(name) ? heads.current(name) : undefined),
    tool: (view, name) => tools.tool(headOf(view), name),
    details: (view) => pages.details(headOf(view)),
    toolsPage: (view, cursor, scopes) => pages.page(headOf(view), cursor, scopes),
    prefetch(server, tool) {
      if (heads.known(server) || !SERVER_NAME.test(server)) return;
      // Both reads leave now; `server` and `tool` pick them up. A failure is theirs to tell.
      Promise.resolve(heads.current(server)).catch(() => {});
      tools.prefetch(server, tool);
    },
  };
}

/** Anything else was never published and need not be looked up. */
const SERVER_NAME = /^[a-z0-9-]{1,64}$/;

/** Views come from this reader, and are heads. */
function headOf(view: ServerView): Head {
  if (isHead(view)) return view;
  throw new TypeError(`a view of ${view.server} that no catalogue reader made`);
}

function isHead(view: ServerView): view is Head {
  return 'cursorKey' in view;
}
