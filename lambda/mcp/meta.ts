/** Keys of `_meta` in requests and results of 2026-07-28. spec: basic/index#_meta */
export const META = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  logLevel: 'io.modelcontextprotocol/logLevel',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
} as const;

/** The `_meta` key of the request that opened a stream. spec: basic/patterns/subscriptions#receiving-notifications */
export const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';

/** The tasks extension. github modelcontextprotocol/ext-tasks: specification/draft/tasks.md */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/** MCP Apps. github modelcontextprotocol/ext-apps */
export const UI_EXTENSION = 'io.modelcontextprotocol/ui';
