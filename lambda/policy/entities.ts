/** The types of entities that policies name. */
export const ENTITY_TYPES = {
  /** An API key, by its id. */
  key: 'Key',
  /** A user, by `{iss}|{sub}`. */
  user: 'User',
  /** Callers without credentials: `Anonymous::"all"`. */
  anonymous: 'Anonymous',
  /** A group of users, by `{iss}|{name}`. */
  group: 'Group',
  /** An MCP server, by its name. */
  server: 'Server',
  action: 'Action',
} as const;

/** The kinds of action, and the group that holds all actions of a kind: `Action::"tool:refund"` is in `Action::"tools"`. */
export const ACTION_GROUPS: Readonly<Record<string, string>> = {
  tool: 'tools',
  prompt: 'prompts',
  resource: 'resources',
};

/** The group of an action, such as `tools`; `undefined` for a group itself. */
export function groupOfAction(id: string): string | undefined {
  const colon = id.indexOf(':');
  const kind = colon < 0 ? '' : id.slice(0, colon);
  return Object.hasOwn(ACTION_GROUPS, kind) ? ACTION_GROUPS[kind] : undefined;
}
