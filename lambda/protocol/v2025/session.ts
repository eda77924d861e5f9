import { isJsonObject, type JsonObject } from '../../json.ts';
import { InvalidToken } from '../../state/index.ts';
import type { RpcContext } from '../context.ts';

/**
 * Sessions of these revisions, without any state: the session id is a signed text of what the client declared in `initialize`,
 * which it sends with every request from then on. spec: 2025-11-25 basic/transports#session-management
 */
const KIND = 'session';
const TTL_MS = 7 * 24 * 3_600_000;
const ID_CHARS = 2_000;

/** What can be asked of a client, by the modes that it may declare. */
const ASKABLE: Readonly<Record<string, readonly string[]>> = {
  elicitation: ['form', 'url'],
  sampling: ['tools', 'context'],
  roots: [],
};

/**
 * Makes the session id for a client that can be asked something; others need none. Without a key to sign with there is none: the
 * client cannot be asked anything then, and everything else is served.
 *
 * @param capabilities as the client declared them
 */
export async function sessionId(capabilities: unknown, context: RpcContext): Promise<string | undefined> {
  const askable = readAskable(capabilities);
  if (Object.keys(askable).length === 0) return undefined;
  try {
    return await context.state.tokens.sign(KIND, boundTo(context), askable, TTL_MS);
  } catch (error) {
    context.log.error('a client gets no session, so it cannot be asked anything', { reason: String(error) });
    return undefined;
  }
}

/** What the client of this request declared when it initialized; `undefined` when it did not, or too long ago. */
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
