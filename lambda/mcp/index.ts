/** The MCP vocabulary that functions, command line and clients share: names and encodings. */
export { isJsonObject, type Json, type JsonObject } from '../json.ts';
export { decodeHeaderValue, encodeHeaderValue, MalformedHeaderValue } from './header-value.ts';
export { allowsStructured, type Kind, knownMembers, knows, knowsMethod, unknownNames } from './known.ts';
export { META, SUBSCRIPTION_ID, TASKS_EXTENSION, UI_EXTENSION } from './meta.ts';
export { mirroredParams } from './mirrored-params.ts';
export { MIRRORED_BY, type MirroredParam, mirroredValue } from './mirrored-value.ts';
export { LEGACY_VERSIONS, NEWEST_LEGACY_VERSION, OLDEST_VERSION, SUPPORTED_VERSIONS, V2026 } from './revisions.ts';
