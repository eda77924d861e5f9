import { isSecretHost } from '../secrets/index.ts';
import type { CallContext } from '../types.ts';
import type { UpstreamRequest } from './wire.ts';

/**
 * The request as part of the caller's trace. The trace goes on as it came: nothing here records a span, and a parent id that
 * nobody recorded would tear the trace apart. Headers that the tool sets itself stay.
 *
 * `traceparent` and `tracestate` are ids, for every upstream. `baggage` is whatever the caller put into it, maybe about a person, so
 * it goes only where the server's secrets may go: the `hosts` of the Server document. W3C Baggage, section 4: Privacy
 *
 * @param request a request to the tool's own origin; no other is any business of the caller's
 */
export function withTrace(request: UpstreamRequest, context: CallContext): UpstreamRequest | Promise<UpstreamRequest> {
  const { trace } = context;
  if (trace === undefined) return request;
  const { traceparent, tracestate, baggage } = trace;
  // A tool that has a trace of its own has its state too.
  const ids = 'traceparent' in request.headers ? {} : { traceparent, ...(tracestate && { tracestate }) };
  const traced = { ...request, headers: { ...ids, ...request.headers } };
  if (baggage === undefined || 'baggage' in request.headers) return traced;
  return withBaggage(traced, baggage, context);
}

async function withBaggage(request: UpstreamRequest, baggage: string, context: CallContext): Promise<UpstreamRequest> {
  if (!(await isSecretHost(request.origin, context))) return request;
  return { ...request, headers: { ...request.headers, baggage } };
}
