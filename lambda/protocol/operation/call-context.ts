import type { Principal } from '../../auth/index.ts';
import type { CatalogReader, ServerView } from '../../catalog/index.ts';
import type { JsonObject } from '../../json.ts';
import type { State } from '../../state/index.ts';
import type { CallContext, TraceContext } from '../../targets/index.ts';
import type { WorkBudget } from '../../work/index.ts';
import type { Answers } from './operation.ts';
import { createSeal } from './seal.ts';

/** The part of a request's context that a call needs: its caller, server and trace. */
export interface CallOrigin {
  readonly principal: Principal;
  readonly view: ServerView;
  readonly catalog: Pick<CatalogReader<unknown>, 'details'>;
  readonly trace: TraceContext | undefined;
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

/** Makes the context of a target's call, and ends its checks and expressions at the same deadline. Nothing else of the request reaches a target; its credentials never do. */
export function callContextFor(
  { principal, view, catalog, trace, work, state, now }: CallOrigin,
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
    secretHosts: async () => (await catalog.details(view)).hosts ?? [],
    inputResponses: answers?.responses,
    state: answers?.state,
    clientCapabilities: capabilities,
    trace,
    work,
  };
}
