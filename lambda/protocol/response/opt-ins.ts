import type { HttpRequest } from '../../http.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { META } from '../../mcp/index.ts';
import { LOG_LEVELS, type LogLevel } from '../../targets/index.ts';
import { isRequestId } from '../rpc/index.ts';
import { encodingFor, jsonLinesAsked } from './encodings.ts';

/** The messages before the result that a caller opted into. */
export interface OptIns {
  /** spec: basic/patterns/progress */
  readonly progressToken: string | number | undefined;
  /** Present if the caller opted into partial results, with its token for them. */
  readonly partials: { readonly token: string | number | undefined } | undefined;
  /** The least severe log level to send. spec: server/utilities/logging */
  readonly logLevel: LogLevel | undefined;
}

const NOTHING: OptIns = { progressToken: undefined, partials: undefined, logLevel: undefined };

/**
 * Reads the caller's opt-ins. One JSON document cannot carry notifications, so there all are off.
 *
 * @param capabilities declared with this request; `undefined` in revisions whose requests declare none
 * @param level the log level of a caller that accepts streams and sets none
 */
export function readOptIns(
  request: HttpRequest,
  params: JsonObject,
  capabilities: JsonObject | undefined,
  level?: LogLevel,
): OptIns {
  if (!encodingFor(request).isStream) return NOTHING;
  const meta = isJsonObject(params._meta) ? params._meta : {};
  return {
    progressToken: token(meta.progressToken),
    partials: readPartials(request, token(meta.partialResultToken), capabilities),
    logLevel:
      LOG_LEVELS.find((known) => known === meta[META.logLevel]) ??
      (level !== undefined && requestsStream(request) ? level : undefined),
  };
}

// The request for JSON lines is itself the opt-in. On SSE, a client must declare the capability.
function readPartials(
  { headers }: HttpRequest,
  partialToken: string | number | undefined,
  capabilities: JsonObject | undefined,
): OptIns['partials'] {
  const declared = isJsonObject(capabilities?.partialResults) && partialToken !== undefined;
  return declared || jsonLinesAsked(headers) !== undefined ? { token: partialToken } : undefined;
}

/** Whether the client names an encoding of streams; only such a client gets a stream that it did not request otherwise. */
function requestsStream({ headers }: HttpRequest): boolean {
  return /\btext\/event-stream\b/i.test(headers.accept ?? '') || jsonLinesAsked(headers) !== undefined;
}

/** Reads a token. Every notification repeats it, as a response repeats an ID, so the rules of IDs apply; others are ignored. */
function token(value: Json | undefined): string | number | undefined {
  return isRequestId(value) ? value : undefined;
}
