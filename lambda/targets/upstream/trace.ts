import { isSecretHost } from '../secrets/index.ts';
import type { CallContext } from '../types.ts';
import type { UpstreamRequest } from './wire.ts';

/**
 * Adds the caller's trace context to a request. It is forwarded unchanged: no span is recorded here, and a parent id that no one
 * recorded would break the trace. Headers that the tool sets itself are kept.
 *
 * `traceparent` and `tracestate` are ids, sent to every upstream. `baggage` is arbitrary data of the caller, possibly personal, so
 * it is sent only to hosts that may receive the server's secrets: the `hosts` of the Server document. W3C Baggage, section 4:
 * Privacy
 *
 * @param request a request to the tool's own origin; other origins must not receive the trace context
 */
export function withTrace(request: UpstreamRequest, context: CallContext): UpstreamRequest | Promise<UpstreamRequest> {
  const { trace } = context;
  if (trace === undefined) return request;
  const { traceparent, tracestate, baggage } = trace;
  // A tool that sets a trace of its own sets its state too.
  const ids = 'traceparent' in request.headers ? {} : { traceparent, ...(tracestate && { tracestate }) };
  const traced = { ...request, headers: { ...ids, ...request.headers } };
  if (baggage === undefined || 'baggage' in request.headers) return traced;
  return withBaggage(traced, baggage, context);
}

async function withBaggage(request: UpstreamRequest, baggage: string, context: CallContext): Promise<UpstreamRequest> {
  if (!(await isSecretHost(request.origin, context))) return request;
  return { ...request, headers: { ...request.headers, baggage } };
}
