import type { FunctionSettings } from '../../lambda/settings.ts';

/** Settings for functions in tests, which provide the tables and secrets and override the rest. */
export const SETTINGS: FunctionSettings = {
  stage: 'test',
  table: 'catalog',
  publicUrl: 'https://mcp.example.com',
  allowedOrigins: [],
  auth: { anonymous: { scopes: [] }, audience: 'server' },
  catalog: { refreshSeconds: 5, staleSeconds: 60, cacheEntries: 100 },
  limits: { bodyBytes: 1_000_000, jsonDepth: 64 },
  upstreams: { allowedNetworks: [] },
  aws: { functions: {}, tables: {}, roles: {}, secrets: { store: 'ssm', prefix: 'spillway/test/' } },
  state: { table: 'state', signingSecret: 'signing-key' },
};
