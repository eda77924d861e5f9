import type { Icon, PromptDocument, ResourceDocument, SubscriptionsDocument, ToolDocument } from './documents.ts';

/** A server as its newest published version shows it. */
export interface ServerView {
  readonly server: string;
  /** The active version of the catalogue that this view shows. */
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

/** What `server/discover` and `initialize` say beyond {@link ServerView}. */
export interface ServerDetails {
  readonly instructions?: string;
  /** Hosts, as `host` or `host:port`, that the server's secrets may be sent to. */
  readonly hosts?: readonly string[];
  readonly description?: string;
  readonly subscriptions?: SubscriptionsDocument;
}

/** The lists of a server. */
export const LIST_NAMES = ['tools', 'prompts', 'resources', 'templates'] as const;
export type ListName = (typeof LIST_NAMES)[number];

/**
 * Decides whether the caller may see documents, by the scopes that they require; an empty list stands for documents that require
 * none. The catalogue knows neither principals nor policies: its caller passes this filter. It must give one answer per list
 * of scopes for as long as a request runs.
 */
export type MaySee = (scopes: readonly string[]) => boolean;

/** One stored page of a list. */
export interface ListPage {
  /** The entries as JSON text, without the enclosing brackets: `{"name":...},{"name":...}`; empty for a page without any. */
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
 * @typeParam T what `prepare.tool` makes of a tool document
 * @typeParam P what `prepare.prompt` makes of a prompt document
 * @typeParam R what `prepare.resource` makes of a resource document
 */
export interface CatalogReader<T, P = unknown, R = unknown> {
  /**
   * The server's present view, read again first when it is older than `refreshSeconds`.
   *
   * @returns `undefined` for a server that was never published
   * @throws CatalogUnavailable when the table cannot be read and memory holds no copy
   */
  server(name: string): ServerView | undefined | Promise<ServerView | undefined>;
  /** The view as it is now, however young memory's copy is; for who watches for changes. @throws CatalogUnavailable */
  reread(name: string): Promise<ServerView | undefined>;
  /** @returns the prepared tool, or `undefined` when the newest version has none of that name (checked by one re-read of the head) */
  tool(view: ServerView, name: string): T | undefined | Promise<T | undefined>;
  /** @returns the prepared prompt, or `undefined`, as for {@link tool} */
  prompt(view: ServerView, name: string): P | undefined | Promise<P | undefined>;
  /**
   * Finds what a URI names: a resource of exactly this URI, else the first template that it fits and that the caller may see, by
   * text order, in which `{+a}` and `{#a}` come after other variables.
   *
   * @param maySee filters templates. A resource of exactly the URI is returned unfiltered: the caller checks its scopes
   */
  resource(
    view: ServerView,
    uri: string,
    maySee: MaySee,
  ): FoundResource<R> | undefined | Promise<FoundResource<R> | undefined>;
  /** Finds a template by its own text, for completion. */
  template(view: ServerView, uriTemplate: string): R | undefined | Promise<R | undefined>;
  details(view: ServerView): ServerDetails | Promise<ServerDetails>;
  /**
   * @param cursor as the caller sent it; `undefined` for the first page
   * @param maySee filters the entries, by the group of scopes that they are stored in
   * @throws InvalidCursor for a cursor that was not signed here, is for another list, or names no page
   */
  page(view: ServerView, list: ListName, cursor: string | undefined, maySee: MaySee): ListPage | Promise<ListPage>;
  /** What tells two versions of the lists apart: for each list a text that differs when any entry does. */
  fingerprints(view: ServerView): Promise<Readonly<Record<ListName, string>>>;
  /**
   * The version that wrote a resource's document, 0 when the view has none; a template's own does not count. As who asks compares,
   * an older copy is no answer.
   *
   * @throws CatalogUnavailable when the table cannot be read
   */
  resourceVersion(view: ServerView, uri: string): Promise<number>;
  /**
   * Starts to read a server's head and one of its tools at once, when nothing is known of the server yet: `server` and `tool`
   * then find both on their way, and a cold call costs one round trip instead of two. Never fails, needs no answer.
   */
  prefetch?(server: string, tool: string): void;
}

/** A resource that a URI names. */
export interface FoundResource<R> {
  readonly resource: R;
  /** Values of the template's variables, decoded; empty for a resource of exactly the URI. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Makes documents usable; each is called once per cached document. */
export interface Prepare<T, P, R> {
  readonly tool: (document: ToolDocument) => T;
  readonly prompt: (document: PromptDocument) => P;
  readonly resource: (document: ResourceDocument) => R;
}

/** The table cannot be read and no earlier copy is at hand; callers answer 503. */
export class CatalogUnavailable extends Error {
  override readonly name = 'CatalogUnavailable';
}

/** A cursor that was not signed by this deployment, or names a page that does not exist; callers answer -32602. */
export class InvalidCursor extends Error {
  override readonly name = 'InvalidCursor';
}
