import type { Icon, PromptDocument, ResourceDocument, SubscriptionsDocument, ToolDocument } from './documents.ts';

/** A server at one published version. */
export interface ServerView {
  readonly server: string;
  /** The active version when this view was read. */
  readonly version: number;
  /** `serverInfo` of every result. */
  readonly info: ServerInfo;
}

/** spec: schema Implementation */
export interface ServerInfo {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  readonly icons?: readonly Icon[];
}

/** What `server/discover` and `initialize` return besides {@link ServerView}. */
export interface ServerDetails {
  readonly instructions?: string;
  /** Hosts, as `host` or `host:port`, to which the server's secrets may be sent. */
  readonly hosts?: readonly string[];
  /** Whether tools convert arguments of a wrong type, unless their documents say otherwise. */
  readonly coerce?: boolean;
  readonly description?: string;
  readonly subscriptions?: SubscriptionsDocument;
}

export const LIST_NAMES = ['tools', 'prompts', 'resources', 'templates'] as const;
export type ListName = (typeof LIST_NAMES)[number];

/**
 * Decides whether the caller may see documents that require these scopes; the list is empty for documents that require none.
 * The catalogue knows neither principals nor policies, so its callers pass this filter. During a request it must always return
 * the same value for the same scopes.
 */
export type MaySee = (scopes: readonly string[]) => boolean;

/** One page of a list, as stored at publish. */
export interface ListPage {
  /** The entries as JSON text without the enclosing brackets: `{"name":...},{"name":...}`; empty for an empty page. */
  readonly items: string;
  /** {@link items}, escaped as the content of a JSON string, so that JSON within JSON needs no second pass. */
  readonly escapedItems: string;
  /** Signed cursor of the next page; absent on the last one. Contains only `[A-Za-z0-9_.-]`. */
  readonly nextCursor?: string;
  /** `private` when the entries depend on the caller's scopes. */
  readonly cacheScope: 'public' | 'private';
}

/**
 * Reads the catalogue for one function instance. Methods that may return a value without a promise do so when it is in memory,
 * so that a warm call costs no turn of the event loop.
 *
 * @typeParam T a tool, as `prepare.tool` returns it
 * @typeParam P a prompt, as `prepare.prompt` returns it
 * @typeParam R a resource, as `prepare.resource` returns it
 */
export interface CatalogReader<T, P = unknown, R = unknown> {
  /**
   * Returns the server's current view; reads it again first when the copy in memory is older than `refreshSeconds`.
   *
   * @returns `undefined` for a server that was never published
   * @throws CatalogUnavailable when the table cannot be read and memory holds no copy
   */
  server(name: string): ServerView | undefined | Promise<ServerView | undefined>;
  /** Reads the view again, whatever the age of the copy in memory; for change notifications. @throws CatalogUnavailable */
  reread(name: string): Promise<ServerView | undefined>;
  /** @returns the prepared tool, or `undefined` when the newest version has no tool of that name, confirmed by one read of the head */
  tool(view: ServerView, name: string): T | undefined | Promise<T | undefined>;
  /** @returns the prepared prompt, or `undefined`, as for {@link tool} */
  prompt(view: ServerView, name: string): P | undefined | Promise<P | undefined>;
  /**
   * Finds the resource for a URI: the resource with exactly this URI, otherwise the first visible template that matches it.
   * Templates are tried in text order, with `{+a}` and `{#a}` after other variables.
   *
   * @param maySee filters templates. A resource of exactly the URI is returned unfiltered: the caller checks its scopes
   */
  resource(
    view: ServerView,
    uri: string,
    maySee: MaySee,
  ): FoundResource<R> | undefined | Promise<FoundResource<R> | undefined>;
  /** Finds a template by its text, for completion. */
  template(view: ServerView, uriTemplate: string): R | undefined | Promise<R | undefined>;
  details(view: ServerView): ServerDetails | Promise<ServerDetails>;
  /**
   * @param cursor as the caller sent it; `undefined` for the first page
   * @param maySee filters the entries, by the group of scopes that they are stored in
   * @throws InvalidCursor when this deployment did not sign the cursor, or it belongs to another list, or its page does not exist
   */
  page(view: ServerView, list: ListName, cursor: string | undefined, maySee: MaySee): ListPage | Promise<ListPage>;
  /** For each list, a text that changes whenever any of its entries changes. */
  fingerprints(view: ServerView): Promise<Readonly<Record<ListName, string>>>;
  /**
   * Returns the version that wrote a resource's document, or 0 when there is none; templates do not count. Callers compare
   * versions, so this never falls back to an older copy.
   *
   * @throws CatalogUnavailable when the table cannot be read
   */
  resourceVersion(view: ServerView, uri: string): Promise<number>;
  /**
   * Starts reading a server's head and one of its tools in parallel when memory holds no head of the server. `server` and `tool`
   * then use these reads, so a cold call costs one round trip instead of two. Never throws, and the caller need not wait.
   */
  prefetch?(server: string, tool: string): void;
}

/** The resource found for a URI. */
export interface FoundResource<R> {
  readonly resource: R;
  /** Decoded values of the template's variables; empty for a resource with exactly this URI. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Converts documents to what calls use; called once per cached document. */
export interface Prepare<T, P, R> {
  readonly tool: (document: ToolDocument) => T;
  readonly prompt: (document: PromptDocument) => P;
  readonly resource: (document: ResourceDocument) => R;
}

/** The table cannot be read and memory holds no earlier copy. Callers respond with 503. */
export class CatalogUnavailable extends Error {
  override readonly name = 'CatalogUnavailable';
}

/** This deployment did not sign the cursor, or its page does not exist. Callers respond with -32602. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}
