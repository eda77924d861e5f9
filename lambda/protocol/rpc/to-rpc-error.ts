import { AuthUnavailable, InsufficientScope } from '../../auth/index.ts';
import { CatalogUnavailable } from '../../catalog/index.ts';
import { StateUnavailable } from '../../state/index.ts';
import type { Log } from '../../telemetry/index.ts';
import { InternalError, MissingScopes, RpcError } from './errors.ts';

/**
 * Creates the function that converts anything thrown to an error for the caller. Details that the caller must not see are logged
 * under an opaque ID.
 *
 * @param newId creates such an ID
 */
export function createToRpcError(log: Log, newId: () => string): (error: unknown) => RpcError {
  return (error) => {
    if (error instanceof RpcError) return error;
    if (error instanceof InsufficientScope) return new MissingScopes(error.scopes);
    const errorId = newId();
    if (error instanceof CatalogUnavailable) {
      log.error('catalogue unavailable', { errorId, reason: error.message });
      return new InternalError('The tool catalogue is temporarily unavailable; try again', 503, { errorId });
    }
    if (error instanceof StateUnavailable) {
      log.error('state unavailable', { errorId, reason: error.message });
      return new InternalError('The state of this server is temporarily unavailable; try again', 503, { errorId });
    }
    if (error instanceof AuthUnavailable) {
      log.error('access unavailable', { errorId, reason: error.message });
      return new InternalError('Access to this server cannot be checked at the moment; try again', 503, { errorId });
    }
    log.error('internal error', { errorId, stack: error instanceof Error ? error.stack : String(error) });
    return new InternalError(`Internal error ${errorId}`, 200, { errorId });
  };
}
