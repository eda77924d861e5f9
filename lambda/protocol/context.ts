import type { Principal } from '../auth/index.ts';
import type { CatalogReader, ServerView } from '../catalog/types.ts';
import type { HttpRequest } from './http.ts';
import type { PreparedTool } from './tool.ts';

/** What a method may use to answer one request. */
export interface RpcContext {
  readonly request: HttpRequest;
  readonly view: ServerView;
  readonly principal: Principal;
  readonly catalog: CatalogReader<PreparedTool>;
  /** Milliseconds that a client may keep a list before asking again. */
  readonly ttlMs: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
}
