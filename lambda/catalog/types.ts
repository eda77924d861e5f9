import type { ToolDocument } from './documents.ts';

/** A server as its newest published version shows it. */
export interface ServerView {
  readonly server: string;
  /** The active version of the catalogue that this view shows. */
  readonly version: number;
  /** `serverInfo` of every result: name, version, title. */
  readonly info: { readonly name: string; readonly version: string; readonly title?: string };
}

/** What `server/discover` and `initialize` say beyond {@link ServerView}. */
export interface ServerDetails {
  readonly instructions?: string;
  /** Hosts, as `host` or `host:port`, that the server's secrets may be sent to. */
  readonly hosts?: readonly string[];
  readonly description?: string;
}

/** One stored page of a list. */
export interface ListPage {
  /** The tools as JSON text, without the enclosing brackets: `{"name":...},{"name":...}`; empty for a page without tools. */
  readonly items: string;
  /** {@link items} once more, escaped as the inside of a JSON string, so that a document in a document needs no second pass. */
  readonly escapedItems: string;
  /** Signed cursor of the next page; absent on the last one. Contains only `[A-Za-z0-9_.-]`. */
  readonly nextCursor?: string;
  /** `private` when what the list shows depends on the caller's scopes. */
  readonly cacheScope: 'public' | 'private';
}

/**
 * Reads the catalogue for one function instance. Every method answers at once (no promise) when memory suffices, so that a
 * warm call costs no turn of the event loop.
 *
 * @typeParam T what `prepare` makes of a tool document
 */
export interface CatalogReader<T> {
  /**
   * The server's present view, read again first when it is older than `refreshSeconds`.
   *
   * @returns `undefined` for a server that was never published
   * @throws CatalogUnavailable when the table cannot be read and memory holds no copy
   */
  server(name: string): ServerView | undefined | Promise<ServerView | undefined>;
  /** @returns the prepared tool, or `undefined` when the newest version has none of that name (checked by one re-read of the head) */
  tool(view: ServerView, name: string): T | undefined | Promise<T | undefined>;
  details(view: ServerView): ServerDetails | Promise<ServerDetails>;
  /**
   * @param cursor as the caller sent it; `undefined` for the first page
   * @param scopes what the caller holds; tools that ask for more are not on the page
   * @throws InvalidCursor for a cursor that was not signed here or names no page
   */
  toolsPage(view: ServerView, cursor: string | undefined, scopes: ReadonlySet<string>): ListPage | Promise<ListPage>;
  /**
   * Starts to read a server's head and one of its tools at once, when nothing is known of the server yet: `server` and `tool`
   * then find both on their way, and a cold call costs one round trip instead of two. Never fails, needs no answer.
   */
  prefetch?(server: string, tool: string): void;
}

/** Makes a tool callable; called once per cached tool. */
export type PrepareTool<T> = (document: ToolDocument) => T;

/** The table cannot be read and no earlier copy is at hand; callers answer 503. */
export class CatalogUnavailable extends Error {
  override readonly name = 'CatalogUnavailable';
}

/** A cursor that was not signed by this deployment, or names a page that does not exist; callers answer -32602. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}
