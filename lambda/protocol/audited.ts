import { type AuditedCall, type CallAudit, isAudited } from '../audit/calls/index.ts';
import { InsufficientScope, type Principal } from '../auth/index.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { isJsonObject } from '../json.ts';
import type { TraceContext } from '../targets/index.ts';
import { digest } from './operation/digest.ts';
import { RpcError } from './rpc/index.ts';
import { readTrace, traceIdOf } from './trace.ts';

/** Where a call comes from. */
export interface CallSource {
  readonly request: Pick<HttpRequest, 'requestId'>;
  readonly principal: Principal;
  readonly server: string;
  readonly trace: TraceContext | undefined;
}

/** Messages of a refused batch that are recorded: as many as a batch may hold. */
const MOST_OF_BATCH = 50;

/** Records that a body was not done: each of its messages whose method is audited. */
export function recordRefusal(
  calls: CallAudit,
  body: unknown,
  error: unknown,
  source: Omit<CallSource, 'trace'>,
): void {
  if (Array.isArray(body)) {
    // One error refuses all of them, and each is a cause of its own.
    for (const message of body.slice(0, MOST_OF_BATCH)) recordMessage(calls, message, { error, cause: {} }, source);
  } else {
    recordMessage(calls, body, { error, cause: error }, source);
  }
}

function recordMessage(
  calls: CallAudit,
  message: unknown,
  { error, cause }: { readonly error: unknown; readonly cause: unknown },
  source: Omit<CallSource, 'trace'>,
): void {
  if (!isJsonObject(message) || !isAudited(message.method) || typeof cause !== 'object' || cause === null) return;
  const params = isJsonObject(message.params) ? message.params : {};
  const { request, principal, server } = source;
  const trace = traceOrNothing(params);
  const call: AuditedCall = {
    ...{ principal, server, method: message.method, name: nameIn(params), requestId: request.requestId },
    ...(trace !== undefined && { traceId: traceIdOf(trace) }),
  };
  if (error instanceof InsufficientScope) {
    calls.refused(call, { decision: 'missing-scopes', scopes: error.scopes }, cause);
  } else {
    calls.refused(call, { decision: 'refused', code: error instanceof RpcError ? error.code : INTERNAL }, cause);
  }
}

const INTERNAL = -32603;

function nameIn({ name, uri, ref }: Readonly<Record<string, unknown>>): string {
  const named = name ?? uri ?? (isJsonObject(ref) ? (ref.name ?? ref.uri) : undefined);
  return typeof named === 'string' ? named : '';
}

function traceOrNothing(params: Parameters<typeof readTrace>[0]): TraceContext | undefined {
  try {
    return readTrace(params);
  } catch {
    return undefined;
  }
}

/** How a run ended, as the run knows it. */
export interface RunEnd {
  readonly isError: boolean;
  /** Whether policies denied the arguments. */
  readonly isDenied: boolean;
}

/** What runs, and what it ends with. */
interface AuditedRun {
  readonly respond: () => HttpResponse | Promise<HttpResponse>;
  readonly end: () => RunEnd;
}

/**
 * Runs a call between the records of its decision and of its outcome.
 *
 * @throws StateUnavailable if the decision cannot be recorded: the call has not run; otherwise what the run throws
 */
export async function runAudited(
  calls: CallAudit,
  call: AuditedCall,
  { respond, end }: AuditedRun,
): Promise<HttpResponse> {
  const open = await calls.allowed(call).catch((error: unknown) => {
    calls.concludes(error);
    throw error;
  });
  const ended = (status: number, bytes: number, isBroken = false) => {
    const { isError, isDenied } = end();
    const outcome = isDenied ? 'denied' : isError || isBroken ? 'failed' : 'done';
    open.ended({ outcome, status, bytes, isError: isError || isBroken });
  };
  try {
    const response = await respond();
    const { status, body, frames } = response;
    if (frames === undefined) {
      ended(status, Buffer.byteLength(body));
      return response;
    }
    return {
      ...response,
      frames: { ...frames, chunks: counted(frames.chunks, (bytes, done) => ended(status, bytes, !done)) },
    };
  } catch (error) {
    calls.concludes(error);
    ended(error instanceof RpcError ? error.status : 500, 0, true);
    throw error;
  }
}

/** Counts the bytes of a stream, whether it ends or its reader leaves. */
async function* counted(
  chunks: AsyncIterable<string>,
  end: (bytes: number, done: boolean) => void,
): AsyncGenerator<string> {
  let bytes = 0;
  let done = false;
  try {
    for await (const chunk of chunks) {
      bytes += Buffer.byteLength(chunk);
      yield chunk;
    }
    done = true;
  } finally {
    end(bytes, done);
  }
}

/** The facts of an operation for the audit. */
export function auditedCall(
  method: AuditedCall['method'],
  subject: Readonly<Record<string, unknown>>,
  { request, principal, server, trace }: CallSource,
): AuditedCall {
  const { arguments: args } = subject;
  return {
    ...{ principal, server, method, name: nameIn(subject), requestId: request.requestId },
    ...(trace !== undefined && { traceId: traceIdOf(trace) }),
    ...(isJsonObject(args) && { argumentsDigest: digest(args) }),
  };
}

/**
 * Runs a call that is no response of its own between the records of its decision and of its outcome.
 *
 * @param endOf how the call ended, from what it returned
 * @throws StateUnavailable if the decision cannot be recorded: the call has not run; otherwise what the run throws
 */
export async function runRecorded<V>(
  calls: CallAudit,
  call: AuditedCall,
  run: () => V | Promise<V>,
  endOf: (value: V) => { readonly bytes: number; readonly isError: boolean },
): Promise<V> {
  const open = await calls.allowed(call).catch((error: unknown) => {
    calls.concludes(error);
    throw error;
  });
  try {
    const value = await run();
    const end = endOf(value);
    open.ended({ ...end, outcome: end.isError ? 'failed' : 'done' });
    return value;
  } catch (error) {
    calls.concludes(error);
    open.ended({ outcome: 'failed', bytes: 0, isError: true });
    throw error;
  }
}
