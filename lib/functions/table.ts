import type { FunctionTable, RuleCondition } from './entry.ts';

/** Longest run of a function that streams: a minute less than the 15 minutes of API Gateway and Lambda. */
export const STREAM_TIMEOUT_SECONDS = 840;

/** Longest run of any function. AWS: lambda/latest/dg/configuration-timeout.html */
const LAMBDA_TIMEOUT_SECONDS = 900;

/** Shortest run of a function that answers clients: a call reserves its last second for the response, a subscription three. */
const ANSWER_TIMEOUT_LEAST_SECONDS = 5;

/** Shortest run of the worker: it reserves ten seconds for writing the result, and must have time to work before that. */
const WORKER_TIMEOUT_LEAST_SECONDS = 30;

/**
 * The path of an MCP server: `/mcp/{server}` or `/{server}/mcp`; `/mcp` is the server named default. Clients write a trailing slash,
 * too, and a load balancer redirects none.
 */
export const SERVER_PATH: RuleCondition = {
  kind: 'path-regex',
  regex: '^/(mcp(/[a-z0-9-]{1,64})?|[a-z0-9-]{1,64}/mcp)/?$',
};

/**
 * The functions that every stage deploys. Bundles, stage keys, Lambda functions, roles, target groups, listener rules and methods of
 * the private API all follow from this table. A test requires that docs/stages.md lists the stage keys of every entry.
 */
export const FUNCTIONS = {
  direct: {
    entry: 'lambda/direct.ts',
    description: 'discovery, lists, CORS and challenges',
    reached: {
      by: 'load-balancer',
      rules: [
        {
          // Browsers: a page reads a response only with CORS headers, which a fixed response cannot carry. An SDK in a page
          // tries GET for a stream, and takes a response that it cannot read for a broken network, not for a 405.
          id: 'BrowserMethodNotAllowed',
          priority: 5,
          conditions: [
            SERVER_PATH,
            { kind: 'method', values: ['GET', 'DELETE'] },
            { kind: 'header', name: 'Origin', values: ['*'] },
          ],
        },
        { id: 'Preflight', priority: 20, conditions: [SERVER_PATH, { kind: 'method', values: ['OPTIONS'] }] },
        { id: 'WellKnown', priority: 30, conditions: [{ kind: 'path', values: ['/.well-known/*'] }] },
        // API Gateway renames WWW-Authenticate, so `stream` redirects here when a client must see a challenge.
        { id: 'Challenge', priority: 40, conditions: [SERVER_PATH, { kind: 'query', key: 'challenge', value: '1' }] },
        {
          // Small documents that never stream: no API Gateway fee. Clients before 2026-07-28 send no Mcp-Method.
          id: 'Listing',
          priority: 50,
          conditions: [SERVER_PATH, { kind: 'header', name: 'Mcp-Method', values: ['server/discover', '*/list'] }],
        },
        // Everything that no rule before matched: requests without the credentials that the stage requires.
        { id: 'Unidentified', priority: 999, conditions: [SERVER_PATH] },
      ],
    },
    size: { memoryMb: 512, timeoutSeconds: { default: 30, least: ANSWER_TIMEOUT_LEAST_SECONDS, most: 300 } },
    // It judges calls and runs none, so it reaches nothing of what tools reach, and changes nothing.
    rights: ['readCatalog', 'readState', 'readSigningKey'],
  },
  stream: {
    entry: 'lambda/stream.ts',
    description: 'calls, streamed',
    reached: {
      by: 'private-api',
      pathPrefix: '',
      rules: [{ id: 'Call', priority: 900, conditions: [SERVER_PATH], credentials: true }],
    },
    size: {
      memoryMb: 512,
      timeoutSeconds: { default: 300, least: ANSWER_TIMEOUT_LEAST_SECONDS, most: STREAM_TIMEOUT_SECONDS },
      vpc: true,
    },
    rights: ['readCatalog', 'useState', 'readSigningKey', 'recordCalls', 'reachTools'],
    worker: 'worker',
  },
  listen: {
    entry: 'lambda/listen.ts',
    description: 'subscriptions, streamed',
    reached: {
      by: 'private-api',
      pathPrefix: '/_listen',
      rules: [
        {
          // A subscription holds an instance for minutes, also after its client disconnected. In a function of its own it takes
          // none from calls. 2026-07-28, the only revision with the method, requires the header.
          id: 'Listen',
          priority: 60,
          conditions: [SERVER_PATH, { kind: 'header', name: 'Mcp-Method', values: ['subscriptions/listen'] }],
          credentials: true,
        },
      ],
    },
    // It waits nearly all the time. The Server document limits a stream, so the function's own limit is the longest.
    size: {
      memoryMb: 256,
      timeoutSeconds: {
        default: STREAM_TIMEOUT_SECONDS,
        least: ANSWER_TIMEOUT_LEAST_SECONDS,
        most: STREAM_TIMEOUT_SECONDS,
      },
      maxStreams: { default: 100, least: 1, most: 1000 },
    },
    // It runs no target. An abandoned task is restarted by the worker, so it writes no task.
    rights: ['readCatalog', 'readState', 'holdStreamLeases', 'enforceLimits'],
    worker: 'worker',
  },
  worker: {
    entry: 'lambda/worker.ts',
    description: 'tasks, which outlive their request',
    // A task that starts an hour late is one that its client has given up. Lambda may deliver an event twice, with or without
    // retries; the worker takes a lease on the task, so only one delivery runs it.
    reached: { by: 'event', maxEventAgeSeconds: 3600, retries: 2 },
    size: {
      memoryMb: 512,
      timeoutSeconds: { default: 840, least: WORKER_TIMEOUT_LEAST_SECONDS, most: LAMBDA_TIMEOUT_SECONDS },
      vpc: true,
    },
    // It sends nothing to clients, so it signs nothing.
    rights: ['readCatalog', 'useState', 'recordCalls', 'reachTools'],
  },
} as const satisfies FunctionTable;

/** Name of a function that every stage deploys. */
export type FunctionName = keyof typeof FUNCTIONS;
