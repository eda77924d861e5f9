import type { FunctionSettings } from '../../lambda/settings.ts';

/** Settings of functions whose tables and secrets a test puts in place; a test says what else it is about. */
export const SETTINGS: FunctionSettings = {
  stage: 'test',
  table: 'catalog',
  publicUrl: 'https://mcp.example.com',
  allowedOrigins: [],
  catalog: { refreshSeconds: 5, cacheEntries: 100 },
  limits: { bodyBytes: 1_000_000, jsonDepth: 64 },
  upstreams: { allowedNetworks: [] },
  aws: { functions: {}, tables: {}, roles: {}, secrets: { store: 'ssm', prefix: 'spillway/test/' } },
  state: { table: 'state', signingSecret: 'signing-key' },
};
