import type { CallAudit } from '../audit/calls/index.ts';
import type { InsufficientScope, Principal, Recheck, ServerPolicies } from '../auth/index.ts';
import type { CatalogReader, ServerView } from '../catalog/types.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import type { State } from '../state/types.ts';
import type { TraceContext } from '../targets/index.ts';
import type { Log } from '../telemetry/log.ts';
import type { WorkBudget } from '../work/index.ts';
import type { Access } from './access.ts';
import type { Limits } from './limits/limits.ts';
import type { PreparedPrompt } from './prompts/prepared-prompt.ts';
import type { PreparedResource } from './resources/prepared-resource.ts';
import type { RpcError } from './rpc/index.ts';
import type { PreparedTool } from './tools/prepared-tool.ts';

/**
 * Returns the policies of a server; `undefined` for a server without any, and for an unknown one. With a version of the server, they
 * are at least as new as what was published before it: policies are published before the documents that they close.
 *
 * @throws CatalogUnavailable or AuthUnavailable if they cannot be read
 */
export type PoliciesOf = (
  server: string,
  version?: number,
) => ServerPolicies | undefined | Promise<ServerPolicies | undefined>;

/** The context of one request, for the methods that handle it. */
export interface RpcContext {
  readonly request: HttpRequest;
  readonly view: ServerView;
  readonly principal: Principal;
  /** What the caller may do at this server. */
  readonly access: Access;
  /** Responds to the caller if it lacks scopes; absent for a message of a batch, which has one HTTP response for all. */
  readonly challenge?: ((error: InsufficientScope) => HttpResponse) | undefined;
  /** Reads again what decisions about a caller depend on, whatever is in memory; `undefined` for an unknown server. */
  readonly accessNow: (server: string, principal: Principal) => Promise<Access | undefined>;
  /** Judges the credentials of a caller again. */
  readonly recheck: Recheck;
  readonly catalog: CatalogReader<PreparedTool, PreparedPrompt, PreparedResource>;
  /** Records calls; absent where they are not audited. */
  readonly calls?: CallAudit | undefined;
  /** State that outlives this invocation. */
  readonly state: State;
  /** What limits callers and tools. */
  readonly limits: Limits;
  /** The caller's trace, if the request has one. */
  readonly trace: TraceContext | undefined;
  readonly log: Log;
  /** Milliseconds that a client may cache a list. */
  readonly ttlMs: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** What all checks and expressions of the request may cost; the messages of a batch share it. */
  readonly work: WorkBudget;
  /** Milliseconds without a message after which the response to a call becomes a stream. */
  readonly silenceMs: number;
  /** Converts anything thrown to an error for the caller; logs details that the caller must not see under an opaque ID. */
  readonly toRpcError: (error: unknown) => RpcError;
}
