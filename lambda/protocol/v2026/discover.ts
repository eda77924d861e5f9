import type { ServerDetails } from '../../catalog/types.ts';
import type { JsonObject } from '../../json.ts';
import { SUPPORTED_VERSIONS, TASKS_EXTENSION, UI_EXTENSION } from '../../mcp/index.ts';
import type { RpcContext } from '../context.ts';

/** MCP Apps: `_meta.ui` of tools and `ui://` resources, both as published. spec: extensions/apps */

/** The result of `server/discover` as JSON text, before it is dressed. spec: server/discover */
export async function discover({ view, catalog, ttlMs }: RpcContext): Promise<string> {
  const details = await catalog.details(view);
  return JSON.stringify({
    supportedVersions: SUPPORTED_VERSIONS,
    capabilities: capabilitiesOf(details),
    instructions: details.instructions,
    ttlMs,
    cacheScope: 'public',
  });
}

/**
 * What a server offers. Lists that are empty now are offered too: a prompt may be published at any time, and a client that was
 * told of none would not look.
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
