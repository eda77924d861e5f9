import type { Principal } from '../../auth/index.ts';
import type { CatalogReader, ServerView } from '../../catalog/index.ts';
import type { HttpRequest } from '../../http.ts';
import type { JsonObject } from '../../json.ts';
import type { State } from '../../state/index.ts';
import type { CallContext, RequestAddress, TraceContext } from '../../targets/index.ts';
import type { WorkBudget } from '../../work/index.ts';
import type { Answers } from './operation.ts';
import { createSeal } from './seal.ts';

/** The part of a request that a target may ask for. */
type AddressedRequest = Pick<HttpRequest, 'path' | 'queryValues' | 'headers'>;

/** The part of a request's context that a call needs: its caller, server and trace. */
export interface CallOrigin {
  readonly principal: Principal;
  readonly view: ServerView;
  readonly catalog: Pick<CatalogReader<unknown>, 'details'>;
  readonly trace: TraceContext | undefined;
  /** The request that waits for the call; absent for a task. */
  readonly request?: AddressedRequest;
  readonly work: WorkBudget;
  /** Signs values that callers carry; absent where there is no signing key. */
  readonly state?: Pick<State, 'tokens'> | undefined;
  /** The clock of deadlines, epoch milliseconds. */
  readonly now: () => number;
}

/** The terms of one call. */
export interface CallTerms {
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly resultBytes: number;
  /** The document that is called: its name or URI; without it, nothing can be handed back to it. */
  readonly subject?: string | undefined;
  /** Whether the client receives partial results.
   *
   * @default false */
  readonly partials?: boolean;
  /** The client's capabilities; `undefined` if they are unknown. */
  readonly capabilities?: JsonObject | undefined;
  /** Answers to questions of earlier attempts; absent for a call that cannot ask. */
  readonly answers?: Answers;
}

const NO_CLAIMS: JsonObject = Object.freeze({});

/** Makes the context of a target's call, and ends its checks and expressions at the same deadline. Of the request itself, only its address reaches a target; its credentials never do. */
export function callContextFor(
  { principal, view, catalog, trace, request, work, state, now }: CallOrigin,
  { deadline, resultBytes, subject, partials = false, capabilities, answers }: CallTerms,
): CallContext {
  work.endBy(deadline, now);
  return {
    caller: { id: principal.id, claims: principal.claims ?? NO_CLAIMS },
    deadline,
    resultBytes,
    partials,
    server: view.server,
    seal: state && subject !== undefined ? createSeal(state, [view.server, subject, principal.id]) : undefined,
    address: request && (() => addressOf(request)),
    secretHosts: async () => (await catalog.details(view)).hosts ?? [],
    inputResponses: answers?.responses,
    state: answers?.state,
    clientCapabilities: capabilities,
    trace,
    work,
  };
}

function addressOf({ path, queryValues, headers }: AddressedRequest): RequestAddress {
  const parameters = Object.entries(queryValues ?? {}).map(([name, values = []]) => [name, [...values]]);
  return { host: headers.host ?? '', path, query: Object.fromEntries(parameters) };
}
