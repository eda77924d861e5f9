import { createHash } from 'node:crypto';
import {
  type Action,
  type Decision,
  decide,
  InsufficientScope,
  neededScopes,
  type Principal,
  type ServerPolicies,
} from '../auth/index.ts';
import type { ListName, ServerView, Sight } from '../catalog/types.ts';
import type { JsonObject } from '../json.ts';

/** Everything that decisions about one caller of one server depend on. */
export interface AccessOptions {
  readonly principal: Principal;
  readonly view: ServerView;
  /** The server's policies; `undefined` for a server without any. */
  readonly policies: ServerPolicies | undefined;
  /** The caller of a request without credentials; `undefined` where such requests are refused. */
  readonly anonymous: Principal | undefined;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /**
   * The newest view of the server that has been read.
   *
   * @default none is newer than `view`
   */
  readonly latest?: (server: string) => ServerView | undefined;
}

/**
 * A newer version of the server was read while a request was handled, as happens for a name that its own version lacks: the request
 * is handled again, because the scopes of that server, and policies that were published with it, may forbid the document.
 */
export class OutdatedAccess extends Error {
  override readonly name = 'OutdatedAccess';
}

/** A decision, and what it was about. The document may be read again during a request, and require other scopes then. */
interface LastDecision {
  readonly list: ListName;
  readonly id: string;
  readonly scopes: readonly string[];
  readonly decision: Decision;
}

const ACTIONS = { tools: 'tool', prompts: 'prompt', resources: 'resource', templates: 'resource' } as const;
const NO_SCOPES: readonly string[] = [];

/** What one caller may do at one server: every path to a document asks here, and the catalogue shows lists by it. */
export class Access implements Sight {
  readonly principal: Principal;
  readonly view: ServerView;
  readonly policies: ServerPolicies | undefined;
  readonly #options: AccessOptions;
  #key: string | undefined;
  /** The last decision without arguments: a document that is found is decided about twice. */
  #last: LastDecision | undefined;

  constructor(options: AccessOptions) {
    this.principal = options.principal;
    this.view = options.view;
    this.policies = options.policies;
    this.#options = options;
  }

  /** The present rights of the caller over what the server was at another version. */
  at(view: ServerView): Access {
    return new Access({ ...this.#options, view });
  }

  /** Whether the server exists for the caller. */
  get isServerVisible(): boolean {
    return this.#ofScopes(NO_SCOPES).kind !== 'hidden';
  }

  /** Whether the caller holds every scope that the server's document requires. */
  get holdsServerScopes(): boolean {
    return this.#ofScopes(NO_SCOPES).kind === 'allowed';
  }

  /** @throws InsufficientScope if the caller needs more scopes for any use of the server */
  assertServerScopes(): void {
    if (this.#ofScopes(NO_SCOPES).kind === 'missing-scopes') throw this.#insufficient(NO_SCOPES);
  }

  /**
   * Whether the caller may use a document; otherwise it gets the response for an unknown one.
   *
   * @throws InsufficientScope for a document that the caller sees, but needs more scopes to use; OutdatedAccess if the document may
   * be one of a newer version
   */
  mayUse(list: ListName, id: string, scopes: readonly string[]): boolean {
    const latest = this.#options.latest?.(this.view.server);
    if (latest !== undefined && latest.version !== this.view.version) throw new OutdatedAccess();
    const { kind } = this.#decide(list, id, scopes);
    if (kind === 'missing-scopes') throw this.#insufficient(scopes);
    return kind === 'allowed';
  }

  /** Whether the caller may use a document now: the same as {@link mayUse}, for streams, which cannot challenge. */
  isAllowed(list: ListName, id: string, scopes: readonly string[]): boolean {
    return this.#decide(list, id, scopes).kind === 'allowed';
  }

  /** @param args checked against the document's schema and complete with its defaults, as its target receives them */
  permits(list: ListName, id: string, scopes: readonly string[], args: JsonObject): boolean {
    return this.policies === undefined || this.#ofPolicies(list, id, scopes, args).kind === 'allowed';
  }

  sees(list: ListName, id: string, scopes: readonly string[]): boolean {
    return this.#decide(list, id, scopes).kind !== 'hidden';
  }

  seesGroup(scopes: readonly string[]): boolean {
    return this.#ofScopes(scopes).kind !== 'hidden';
  }

  get isSelective(): boolean {
    return this.policies !== undefined;
  }

  get readsTime(): boolean {
    return this.policies?.readsTime === true;
  }

  get isAnonymous(): boolean {
    return this.principal.kind === 'anonymous';
  }

  isShared(scopes: readonly string[]): boolean {
    return this.isOpen(NO_SCOPES) && this.seesGroup(scopes) === (this.#ofAnonymous(scopes)?.kind !== 'hidden');
  }

  /** Whether a caller without credentials may use the server's documents that require these scopes. */
  isOpen(scopes: readonly string[]): boolean {
    return this.#ofAnonymous(scopes)?.kind === 'allowed';
  }

  /** The decision for a caller without credentials; `undefined` if it depends on more than scopes. */
  #ofAnonymous(scopes: readonly string[]): Decision | undefined {
    const { view: server } = this;
    const { anonymous: principal } = this.#options;
    // Policies may decide otherwise about another caller, or later.
    if (principal === undefined || (this.policies !== undefined && (!this.isAnonymous || this.readsTime))) {
      return undefined;
    }
    return decide({ principal, server, action: 'list', scopes, now: 0 });
  }

  get key(): string {
    this.#key ??= `${principalKeys(this.principal)}.${serverKeys(this.view)}.${this.policies?.version}`;
    return this.#key;
  }

  #decide(list: ListName, id: string, scopes: readonly string[]): Decision {
    if (this.policies === undefined) return this.#ofScopes(scopes);
    const last = this.#last;
    if (last?.id === id && last.list === list && isSame(last.scopes, scopes)) return last.decision;
    const decision = this.#ofPolicies(list, id, scopes, undefined);
    this.#last = { list, id, scopes, decision };
    return decision;
  }

  #ofScopes(scopes: readonly string[]): Decision {
    return decide({ principal: this.principal, server: this.view, action: 'list', scopes, now: 0 });
  }

  #ofPolicies(list: ListName, id: string, scopes: readonly string[], args: JsonObject | undefined): Decision {
    const { principal, view: server, policies } = this;
    const action: Action = `${ACTIONS[list]}:${id}`;
    return decide({ principal, server, action, scopes, policies, arguments: args, now: this.#options.now() });
  }

  #insufficient(scopes: readonly string[]): InsufficientScope {
    return new InsufficientScope(neededScopes(this.principal, this.view, scopes));
  }
}

/** Everything of a caller that decisions depend on. */
const principalKeys = onceForEach(({ kind, id, scopes, servers, groups, claims, client }: Principal) =>
  digest([kind, id, sorted(scopes), servers && sorted(servers), groups && sorted(groups), claims, client]),
);

/** Everything of a server that decisions depend on, without its policies. */
const serverKeys = onceForEach(({ scopes, stepUp }: ServerView) => digest([scopes, stepUp]));

function onceForEach<K extends object>(make: (key: K) => string): (key: K) => string {
  const made = new WeakMap<K, string>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((scope, index) => scope === b[index]);
}

function sorted(texts: Iterable<string>): readonly string[] {
  return [...texts].sort();
}

/** JSON writes an absent value in a list as null. */
function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
