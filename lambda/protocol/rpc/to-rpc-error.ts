import { CatalogUnavailable } from '../../catalog/index.ts';
import type { Log } from '../../telemetry/index.ts';
import { InternalError, RpcError } from './errors.ts';

/**
 * Makes the function that tells what a caller may know of anything thrown; what it may not is logged under an opaque id.
 *
 * @param newId makes such an id
 */
export function createToRpcError(log: Log, newId: () => string): (error: unknown) => RpcError {
  return (error) => {
    if (error instanceof RpcError) return error;
    const errorId = newId();
    if (error instanceof CatalogUnavailable) {
      log.error('catalogue unavailable', { errorId, reason: error.message });
      return new InternalError('The tool catalogue cannot be read at the moment; try again', 503, { errorId });
    }
    log.error('internal error', { errorId, stack: error instanceof Error ? error.stack : String(error) });
    return new InternalError(`Internal error ${errorId}`, 200, { errorId });
  };
}
