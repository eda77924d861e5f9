import type { HttpRequest } from '../../http.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { META } from '../../mcp/index.ts';
import { LOG_LEVELS, type LogLevel } from '../../targets/index.ts';
import { isRequestId } from '../rpc/json-rpc.ts';
import { jsonLinesAsked } from './encodings.ts';

/** What a caller wants to hear of before the result. */
export interface OptIns {
  /** spec: basic/patterns/progress */
  readonly progressToken: string | number | undefined;
  /** Whether partial results are wanted, and under which token. */
  readonly partials: { readonly token: string | number | undefined } | undefined;
  /** The least severe log message that is wanted. spec: server/utilities/logging */
  readonly logLevel: LogLevel | undefined;
}

const NOTHING: OptIns = { progressToken: undefined, partials: undefined, logLevel: undefined };

/**
 * Reads what the caller opted into. On a path that does not stream nothing can be heard, so nothing is sent.
 *
 * @param capabilities what the client declared with this request; `undefined` in revisions that do not say
 * @param level what a caller that takes streams hears where it does not say a level
 */
export function readOptIns(
  request: HttpRequest,
  params: JsonObject,
  capabilities: JsonObject | undefined,
  level?: LogLevel,
): OptIns {
  if (!request.streams) return NOTHING;
  const meta = isJsonObject(params._meta) ? params._meta : {};
  return {
    progressToken: token(meta.progressToken),
    partials: readPartials(request, token(meta.partialResultToken), capabilities),
    logLevel:
      LOG_LEVELS.find((known) => known === meta[META.logLevel]) ??
      (level !== undefined && takesEvents(request) ? level : undefined),
  };
}

// Asking for JSON lines is itself the opt-in; on SSE a standard client must have declared that it understands.
function readPartials(
  { headers }: HttpRequest,
  partialToken: string | number | undefined,
  capabilities: JsonObject | undefined,
): OptIns['partials'] {
  const declared = isJsonObject(capabilities?.partialResults) && partialToken !== undefined;
  return declared || jsonLinesAsked(headers) !== undefined ? { token: partialToken } : undefined;
}

/** Nobody gets a stream unasked who did not say that it is understood. */
function takesEvents({ headers }: HttpRequest): boolean {
  return /\btext\/event-stream\b/i.test(headers.accept ?? '');
}

/** A token comes back with every notification, as an id does with the answer: what could be no id is none. */
function token(value: Json | undefined): string | number | undefined {
  return isRequestId(value) ? value : undefined;
}
