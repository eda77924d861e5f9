import type { Principal } from '../auth/index.ts';
import type { CatalogReader, ServerView } from '../catalog/types.ts';
import type { HttpRequest } from '../http.ts';
import type { State } from '../state/types.ts';
import type { TraceContext } from '../targets/index.ts';
import type { Log } from '../telemetry/log.ts';
import type { PreparedPrompt } from './prompts/prepare.ts';
import type { PreparedResource } from './resources/prepare.ts';
import type { RpcError } from './rpc/errors.ts';
import type { PreparedTool } from './tools/prepare.ts';

/** What a method may use to answer one request. */
export interface RpcContext {
  readonly request: HttpRequest;
  readonly view: ServerView;
  readonly principal: Principal;
  readonly catalog: CatalogReader<PreparedTool, PreparedPrompt, PreparedResource>;
  /** What outlives this invocation. */
  readonly state: State;
  /** The caller's trace, where it sent one. */
  readonly trace: TraceContext | undefined;
  readonly log: Log;
  /** Milliseconds that a client may keep a list before asking again. */
  readonly ttlMs: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds without a word after which a call's answer becomes a stream. */
  readonly silenceMs: number;
  /** What the caller may know of anything thrown; what it may not is logged under an opaque id. */
  readonly toRpcError: (error: unknown) => RpcError;
}
