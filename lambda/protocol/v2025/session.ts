import { isJsonObject, type JsonObject } from '../../json.ts';
import { InvalidToken } from '../../state/index.ts';
import type { RpcContext } from '../context.ts';

/*
 * Sessions of these revisions, without state: the session ID is a signed token with the capabilities that the client declared in
 * `initialize`. The client sends it with every later request. spec: 2025-11-25 basic/transports#session-management
 */
const KIND = 'session';
const TTL_MS = 7 * 24 * 3_600_000;
const ID_CHARS = 2_000;

/** The capabilities that questions need, with the modes that a client may declare. */
const ASKABLE: Readonly<Record<string, readonly string[]>> = {
  elicitation: ['form', 'url'],
  sampling: ['tools', 'context'],
  roots: [],
};

/**
 * Creates the session ID of a client that supports questions; other clients need none. If the signing key is
 * unavailable, there is no session ID: the client then cannot be asked questions, and all else works.
 *
 * @param capabilities as the client declared them
 */
export async function sessionId(capabilities: unknown, context: RpcContext): Promise<string | undefined> {
  const askable = readAskable(capabilities);
  if (Object.keys(askable).length === 0) return undefined;
  try {
    return await context.state.tokens.sign(KIND, boundTo(context), askable, TTL_MS);
  } catch (error) {
    context.log.error('signing a session ID failed; its client cannot be asked', {
      reason: String(error),
    });
    return undefined;
  }
}

/** Returns the capabilities in this request's session ID; `undefined` without a valid session ID. */
export async function sessionCapabilities(context: RpcContext): Promise<JsonObject | undefined> {
  const id = context.request.headers['mcp-session-id'];
  if (id === undefined || id.length > ID_CHARS) return undefined;
  try {
    return readAskable(await context.state.tokens.verify(KIND, boundTo(context), id.trim()));
  } catch (error) {
    if (error instanceof InvalidToken) return undefined;
    throw error;
  }
}

function readAskable(capabilities: unknown): JsonObject {
  if (!isJsonObject(capabilities)) return {};
  const kept = Object.entries(ASKABLE).flatMap(([name, modes]) => {
    const declared = capabilities[name];
    if (!isJsonObject(declared)) return [];
    return [[name, Object.fromEntries(modes.filter((mode) => isJsonObject(declared[mode])).map((mode) => [mode, {}]))]];
  });
  return Object.fromEntries(kept);
}

function boundTo({ principal, view }: RpcContext): readonly string[] {
  return [principal.id, view.server];
}
