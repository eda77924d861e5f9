import type { FunctionSettings } from '../../lambda/settings.ts';

/** The table that benches publish into. */
export const TABLE_NAME = 'spillway-bench';

/** Settings with the defaults of a stage; upstreams on loopback are allowed, as in the local stack. */
export const SETTINGS: FunctionSettings = {
  stage: 'bench',
  table: TABLE_NAME,
  publicUrl: 'https://mcp.example.com',
  allowedOrigins: [],
  auth: { anonymous: { scopes: [] }, audience: 'server' },
  catalog: { refreshSeconds: 5, staleSeconds: 60, cacheEntries: 1000 },
  limits: { bodyBytes: 1_000_000, jsonDepth: 64 },
  upstreams: { allowedNetworks: ['127.0.0.0/8'], loopback: true },
  streaming: { emptyBody: 'none', flush: 'filler' },
  aws: {
    functions: {},
    tables: {},
    roles: {},
    secrets: { store: 'secrets-manager', prefix: 'spillway/bench/' },
  },
  // Required, but unused: no bench keeps state, and functions open the table only when they use it.
  state: {
    table: 'spillway-bench-state',
    signingSecret: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:spillway-bench-AbCdEf',
  },
};
