import type { Principal } from '../../auth/index.ts';
import type { CatalogReader, ServerView } from '../../catalog/index.ts';
import type { JsonObject } from '../../json.ts';
import type { CallContext, TraceContext } from '../../targets/types.ts';
import type { Answers } from './operation.ts';

/** For whom and from where a target is called; the part of a request's context that a call needs. */
export interface CallOrigin {
  readonly principal: Principal;
  readonly view: ServerView;
  readonly catalog: Pick<CatalogReader<unknown>, 'details'>;
  readonly trace: TraceContext | undefined;
}

/** The terms of one call. */
export interface CallTerms {
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly resultBytes: number;
  /** Whether the client receives partial results; by default it does not. */
  readonly partials?: boolean;
  /** What the client can do; `undefined` where it is not known. */
  readonly capabilities?: JsonObject | undefined;
  /** Answers to questions of earlier attempts; left out for a call that cannot ask. */
  readonly answers?: Answers;
}

/** Makes the context that a target is called with. Nothing else of a request, and none of its credentials, reaches a target. */
export function callContextFor(
  { principal, view, catalog, trace }: CallOrigin,
  { deadline, resultBytes, partials = false, capabilities, answers }: CallTerms,
): CallContext {
  return {
    caller: { id: principal.id },
    deadline,
    resultBytes,
    partials,
    server: view.server,
    secretHosts: async () => (await catalog.details(view)).hosts ?? [],
    inputResponses: answers?.responses,
    state: answers?.state,
    clientCapabilities: capabilities,
    trace,
  };
}
