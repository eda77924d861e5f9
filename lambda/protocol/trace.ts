import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { TraceContext } from '../targets/index.ts';

/** Maximum characters of a `traceparent`; future versions may append fields to the known ones. */
const MAX_PARENT_CHARS = 256;
/** W3C Trace Context, section 3.3.1.5: the minimum that every party should propagate; longer values lose whole members. */
const MAX_STATE_CHARS = 512;
const MAX_STATE_MEMBERS = 32;
/** W3C Baggage, section 3.3.2. */
const MAX_BAGGAGE_CHARS = 8_192;

/** W3C Trace Context, section 3.2.2: version, trace id, parent id, flags; `ff` is not a valid version. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** The known flags: sampled, and (level 2) random trace ID. */
const KNOWN_FLAGS = 0b11;
/** W3C Trace Context level 2, section 3.3.1.3: the key and value of a member. */
const STATE_MEMBER = /^[a-z0-9][a-z0-9_*/@-]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
/** W3C Baggage, section 3.3.1: key, value, and properties with or without a value. */
const BAGGAGE_MEMBER = (() => {
  const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  const value = '[\\x21\\x23-\\x2b\\x2d-\\x3a\\x3c-\\x5b\\x5d-\\x7e]*';
  const pair = `${token}[\\t ]*=[\\t ]*${value}`;
  return new RegExp(`^${pair}(?:[\\t ]*;[\\t ]*${token}(?:[\\t ]*=[\\t ]*${value})?)*$`);
})();

/**
 * Reads the trace of a request. Malformed values are ignored, because a call should not fail for them; `tracestate` and
 * `baggage` require a `traceparent`. spec: basic/index#_meta
 */
export function readTrace({ _meta: meta }: JsonObject): TraceContext | undefined {
  if (!isJsonObject(meta) || typeof meta.traceparent !== 'string') return undefined;
  const traceparent = readParent(meta.traceparent);
  if (traceparent === undefined) return undefined;
  const tracestate = readState(meta.tracestate);
  const baggage = readBaggage(meta.baggage);
  return { traceparent, ...(tracestate && { tracestate }), ...(baggage && { baggage }) };
}

/** Returns the trace ID, which log lines carry. */
export function traceIdOf({ traceparent }: TraceContext): string {
  return traceparent.slice(3, 35);
}

// Sections 3.2.2.1 and 3.2.4: from a future version, only the fields of version 00 are used.
function readParent(text: string): string | undefined {
  const match = text.length <= MAX_PARENT_CHARS ? TRACEPARENT.exec(text) : null;
  if (match === null) return undefined;
  const [, version, traceId, parentId, flags, rest] = match;
  if (version === '00') return rest === undefined ? text : undefined;
  const known = Number.parseInt(flags ?? '', 16) & KNOWN_FLAGS;
  return `00-${traceId}-${parentId}-0${known}`;
}

function readState(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_BAGGAGE_CHARS) return undefined;
  const members = membersOf(value).filter((member) => member !== '');
  if (members.length > MAX_STATE_MEMBERS || !members.every((member) => STATE_MEMBER.test(member))) return undefined;
  // The newest member is first.
  while (members.join(',').length > MAX_STATE_CHARS) members.pop();
  return members.join(',');
}

function readBaggage(value: Json | undefined): string | undefined {
  if (typeof value !== 'string' || value.length > MAX_BAGGAGE_CHARS) return undefined;
  const members = membersOf(value);
  return members.every((member) => BAGGAGE_MEMBER.test(member)) ? members.join(',') : undefined;
}

function membersOf(list: string): string[] {
  return list.split(',').map((member) => member.trim());
}
