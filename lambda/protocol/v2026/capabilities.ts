import { isJsonObject, type JsonObject } from '../../json.ts';
import type { InputRequiredPart } from '../../targets/parts.ts';
import { MissingClientCapability } from '../errors.ts';
import { CLIENT_CAPABILITIES } from './envelope.ts';

/** The capability that each request for input needs. spec: basic/patterns/mrtr */
const NEEDED: Readonly<Record<string, string>> = {
  'elicitation/create': 'elicitation',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
};

/** What the client declared with this request. */
export function readCapabilities(params: JsonObject): JsonObject | undefined {
  const capabilities = isJsonObject(params._meta) ? params._meta[CLIENT_CAPABILITIES] : undefined;
  return isJsonObject(capabilities) ? capabilities : undefined;
}

/**
 * Checks that a client can answer what it is about to be asked.
 *
 * @throws MissingClientCapability naming all that it would need
 */
export function checkCapabilities(
  requests: InputRequiredPart['inputRequests'],
  declared: JsonObject | undefined,
): void {
  const missing: Record<string, JsonObject> = {};
  for (const { method } of Object.values(requests)) {
    const capability = NEEDED[method];
    if (capability === undefined) throw new Error(`a tool asks for ${method}, which no client can answer`);
    if (!isJsonObject(declared?.[capability])) missing[capability] = {};
  }
  if (Object.keys(missing).length > 0) throw new MissingClientCapability(missing);
}
