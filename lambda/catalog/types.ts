import type { Icon, PromptDocument, ResourceDocument, SubscriptionsDocument, ToolDocument } from './documents.ts';

/** A server at one published version. */
export interface ServerView {
  readonly server: string;
  /** The active version when this view was read. */
  readonly version: number;
  /** `serverInfo` of every result. */
  readonly info: ServerInfo;
  /** The scopes that every use of the server requires. */
  readonly scopes: readonly string[];
  /** The scopes that callers may obtain when they need them. */
  readonly stepUp: readonly string[];
  /** Every scope that a document of the server names, sorted. */
  readonly namedScopes: readonly string[];
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
 * What the caller of a request may know of. The catalogue knows neither principals nor policies, so its callers pass this. During a
 * request, the same question must always get the same answer.
 */
export interface Sight {
  /** Whether the caller may know of a document, given the scopes that the document requires. */
  sees(list: ListName, id: string, scopes: readonly string[]): boolean;
  /** Whether the caller may know of any document that requires these scopes; the list is empty for documents that require none. */
  seesGroup(scopes: readonly string[]): boolean;
  /** Whether documents of one group may differ, so that each entry of a list is judged by {@link sees}. */
  readonly isSelective: boolean;
  /** Whether the answers of {@link sees} depend on the time, so that nothing may keep them. */
  readonly readsTime: boolean;
  /** Whether a caller without credentials sees exactly the same of the documents that require these scopes. */
  isShared(scopes: readonly string[]): boolean;
  /** Whether this is a caller without credentials. */
  readonly isAnonymous: boolean;
  /** Identifies the caller and everything that the answers depend on, except for the time. Printable, without line breaks. */
  readonly key: string;
}

/** One page of a list, as stored at publish. */
export interface ListPage {
  /** The entries as JSON text without the enclosing brackets: `{"name":...},{"name":...}`; empty for an empty page. */
  readonly items: string;
  /**
   * {@link items}, escaped as the content of a JSON string, so that JSON within JSON needs no second pass; absent for a page that is
   * not sent as it is stored.
   */
  readonly escapedItems?: string;
  /** Cursor of the next page; absent on the last one. Contains only `[A-Za-z0-9_-]`. */
  readonly nextCursor?: string;
  /** `public` if a caller without credentials gets the same list and cursor. The same on every page of a list. */
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
  /** The newest view in memory, of any age; reads nothing. A request may read a document at a newer version than its own view. */
  latest?(name: string): ServerView | undefined;
  /** Reads the view again, whatever the age of the copy in memory; for change notifications. @throws CatalogUnavailable */
  reread(name: string): Promise<ServerView | undefined>;
  /**
   * Finds a tool. One that the caller may not see counts as absent, and costs exactly the reads that an absent one costs.
   *
   * @param sight default: everything is seen
   * @returns the prepared tool, or `undefined` when the newest version has no tool of that name, confirmed by one read of the head
   */
  tool(view: ServerView, name: string, sight?: Sight): T | undefined | Promise<T | undefined>;
  /** @returns the prepared prompt, or `undefined`, as for {@link tool} */
  prompt(view: ServerView, name: string, sight?: Sight): P | undefined | Promise<P | undefined>;
  /**
   * Finds the resource for a URI: the visible resource with exactly this URI, otherwise the first visible template that matches it.
   * Templates are tried in text order, with `{+a}` and `{#a}` after other variables. What the caller may not see counts as absent,
   * as for {@link tool}.
   */
  resource(
    view: ServerView,
    uri: string,
    sight: Sight,
  ): FoundResource<R> | undefined | Promise<FoundResource<R> | undefined>;
  /** Finds a template by its text, for completion; as for {@link tool}. */
  template(view: ServerView, uriTemplate: string, sight?: Sight): R | undefined | Promise<R | undefined>;
  details(view: ServerView): ServerDetails | Promise<ServerDetails>;
  /**
   * @param cursor as the caller sent it; `undefined` for the first page
   * @param sight filters the entries
   * @throws InvalidCursor when this deployment did not issue the cursor for this caller with its present rights, or it belongs to
   * another list, or its page does not exist, or the scopes of documents have changed since
   */
  page(view: ServerView, list: ListName, cursor: string | undefined, sight: Sight): ListPage | Promise<ListPage>;
  /** For each list, a text that changes whenever an entry that the caller sees changes, and rarely otherwise. */
  fingerprints(view: ServerView, sight: Sight): Promise<Readonly<Record<ListName, string>>>;
  /**
   * Returns the version that wrote a resource's document, or 0 when there is none that the caller sees; templates do not count.
   * Callers compare versions, so this never falls back to an older copy.
   *
   * @throws CatalogUnavailable when the table cannot be read
   */
  resourceVersion(view: ServerView, uri: string, sight?: Sight): Promise<number>;
  /**
   * Starts reading a server's head and one of its tools in parallel when memory holds no head of the server. `server` and `tool`
   * then use these reads, so a cold call costs one round trip instead of two. Never throws, and the caller need not wait.
   */
  prefetch?(server: string, tool: string): void;
}

/** The resource found for a URI. */
export interface FoundResource<R> {
  readonly list: 'resources' | 'templates';
  /** The resource's URI, or the template's text. */
  readonly id: string;
  readonly resource: R;
  /** Decoded values of the template's variables; empty for a resource with exactly this URI. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Converts documents to what calls use; called once per cached document. */
export interface Prepare<T, P, R> {
  readonly tool: (document: ToolDocument) => T;
  /** Loads what prepares the other kinds; called once, with the first request that needs it. */
  readonly others: () => PrepareOthers<P, R> | Promise<PrepareOthers<P, R>>;
}

/** Converts documents other than tools. */
export interface PrepareOthers<P, R> {
  readonly prompt: (document: PromptDocument) => P;
  readonly resource: (document: ResourceDocument) => R;
}

/** The table cannot be read and memory holds no earlier copy. Callers respond with 503. */
export class CatalogUnavailable extends Error {
  override readonly name = 'CatalogUnavailable';
}

/** This deployment did not issue the cursor for this caller and its present rights, or its page does not exist. Callers respond with -32602. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}
