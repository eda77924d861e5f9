import type { ServerDetails } from '../../catalog/index.ts';
import type { JsonObject } from '../../json.ts';
import { SUPPORTED_VERSIONS, TASKS_EXTENSION, UI_EXTENSION } from '../../mcp/index.ts';
import type { RpcContext } from '../context.ts';

/**
 * Returns the JSON text of the result of `server/discover`, before the era completes it. spec: server/discover
 *
 * @param cacheScope of the result
 */
export async function discover(
  { view, catalog, ttlMs }: RpcContext,
  cacheScope: 'public' | 'private',
): Promise<string> {
  const details = await catalog.details(view);
  return JSON.stringify({
    supportedVersions: SUPPORTED_VERSIONS,
    capabilities: capabilitiesOf(details),
    instructions: details.instructions,
    ttlMs,
    cacheScope,
  });
}

/**
 * Returns the capabilities of a server. They include lists that are empty now: a prompt may be published at any time,
 * and a client does not request a list without its capability.
 */
function capabilitiesOf({ subscriptions }: ServerDetails): JsonObject {
  const listens = subscriptions?.listChanged === true;
  const list = listens ? { listChanged: true } : {};
  return {
    tools: list,
    prompts: list,
    resources: listens ? { listChanged: true, subscribe: true } : {},
    completions: {},
    logging: {},
    extensions: { [TASKS_EXTENSION]: {}, [UI_EXTENSION]: {} },
  };
}
