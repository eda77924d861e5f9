import { CLIENT } from '../reasons.ts';
import type { Page } from '../types.ts';

export const cachingPage: Page = {
  revision: '2026-07-28',
  page: 'server/utilities/caching',
  requirements: [
    {
      id: 'caching-1',
      section: 'cacheable-results',
      sentence:
        'Servers MUST include caching hints on results with `resultType: "complete"` returned by the following operations: `server/discover`',
      coveredBy: [
        'test/lambda/protocol/requirements/caching.test.ts › %s says how long its result holds, and for whom',
      ],
    },
    {
      id: 'caching-2',
      section: 'cacheable-results',
      sentence:
        'Servers MUST include caching hints on results with `resultType: "complete"` returned by the following operations: `tools/list`',
      coveredBy: [
        'test/lambda/protocol/requirements/caching.test.ts › %s says how long its result holds, and for whom',
      ],
    },
    {
      id: 'caching-3',
      section: 'cacheable-results',
      sentence:
        'Servers MUST include caching hints on results with `resultType: "complete"` returned by the following operations: `prompts/list`',
      coveredBy: [
        'test/lambda/protocol/requirements/caching.test.ts › %s says how long its result holds, and for whom',
      ],
    },
    {
      id: 'caching-4',
      section: 'cacheable-results',
      sentence:
        'Servers MUST include caching hints on results with `resultType: "complete"` returned by the following operations: `resources/list`',
      coveredBy: [
        'test/lambda/protocol/requirements/caching.test.ts › %s says how long its result holds, and for whom',
      ],
    },
    {
      id: 'caching-5',
      section: 'cacheable-results',
      sentence:
        'Servers MUST include caching hints on results with `resultType: "complete"` returned by the following operations: `resources/templates/list`',
      coveredBy: [
        'test/lambda/protocol/requirements/caching.test.ts › %s says how long its result holds, and for whom',
      ],
    },
    {
      id: 'caching-6',
      section: 'cacheable-results',
      sentence:
        'Servers MUST include caching hints on results with `resultType: "complete"` returned by the following operations: `resources/read`',
      coveredBy: [
        'test/lambda/protocol/requirements/caching.test.ts › %s says how long its result holds, and for whom',
      ],
    },
    {
      id: 'caching-7',
      section: 'cache-key',
      sentence:
        'Clients MUST NOT serve a cached response for a request whose method or parameters differ from the request that produced it.',
      ...CLIENT,
    },
    {
      id: 'caching-8',
      section: 'cache-key',
      sentence:
        'Results produced by retrying a request through the multi round-trip requests mechanism—that is, requests carrying `inputResponses` or `requestState`—MUST NOT be cached, as they depend on inputs that are not part of the cache key.',
      ...CLIENT,
    },
    {
      id: 'caching-9',
      section: 'time-to-live-ttl-field',
      sentence: 'If `ttlMs` is `0`, the response SHOULD be considered immediately stale.',
      ...CLIENT,
    },
    {
      id: 'caching-10',
      section: 'time-to-live-ttl-field',
      sentence:
        'If `ttlMs` is positive, the client SHOULD consider the result fresh for that many milliseconds after receiving the response.',
      ...CLIENT,
    },
    {
      id: 'caching-11',
      section: 'time-to-live-ttl-field',
      sentence:
        'If `ttlMs` is absent, clients SHOULD assume a default of `0` (immediately stale) and rely on their own caching heuristics or notifications.',
      ...CLIENT,
    },
    {
      id: 'caching-12',
      section: 'time-to-live-ttl-field',
      sentence: 'If `ttlMs` is negative, clients SHOULD ignore it and treat it as `0`.',
      ...CLIENT,
    },
    {
      id: 'caching-13',
      section: 'time-to-live-ttl-field',
      sentence: 'Servers MUST provide a `ttlMs` value that is `>= 0`.',
      coveredBy: [
        'test/lambda/protocol/requirements/caching.test.ts › %s says how long its result holds, and for whom',
      ],
    },
    {
      id: 'caching-14',
      section: 'freshness-calculation',
      sentence: 'Once the TTL expires, the response is stale and the client SHOULD re-fetch on next access.',
      ...CLIENT,
    },
    {
      id: 'caching-15',
      section: 'freshness-calculation',
      sentence: 'Clients SHOULD NOT treat TTL as a polling interval that triggers automatic background refetches.',
      ...CLIENT,
    },
    {
      id: 'caching-16',
      section: 'freshness-calculation',
      sentence: 'Implementations that do choose to poll MUST apply jitter and backoff.',
      ...CLIENT,
    },
    {
      id: 'caching-17',
      section: 'cache-scope-field',
      sentence:
        '`"private"` | The response contains private data that is not meant to be shared between callers. Cached responses MAY be reused for the same authorization context. Caches MUST NOT be shared across authorization contexts (e.g. a different access token requires a different cache).',
      ...CLIENT,
    },
    {
      id: 'caching-18',
      section: 'interaction-with-pagination',
      sentence: 'When a cached page expires, the client SHOULD re-fetch that page using its cursor.',
      ...CLIENT,
    },
    {
      id: 'caching-19',
      section: 'interaction-with-pagination',
      sentence:
        'Clients that require a consistent snapshot of the full list SHOULD re-fetch from the beginning (without a cursor).',
      ...CLIENT,
    },
    {
      id: 'caching-20',
      section: 'interaction-with-pagination',
      sentence:
        'If a cursor becomes invalid (e.g., the server returns an error for a previously valid cursor), the client SHOULD discard all cached pages and re-fetch from the beginning.',
      ...CLIENT,
    },
    {
      id: 'caching-21',
      section: 'interaction-with-pagination',
      sentence: 'Servers MUST apply the same `cacheScope` to all response pages for a given list request.',
      coveredBy: ['test/lambda/protocol/requirements/caching.test.ts › all pages of a list have one scope'],
    },
    {
      id: 'caching-22',
      section: 'interaction-with-pagination',
      sentence:
        'For example, if the first page of a `tools/list` response has `cacheScope: "private"`, all subsequent pages for that request MUST also be `"private"`.',
      coveredBy: ['test/lambda/protocol/requirements/caching.test.ts › all pages of a list have one scope'],
    },
    {
      id: 'caching-23',
      section: 'security-considerations',
      sentence:
        'Servers MUST be aware that responses with a `"public"` `cacheScope` may be shared between callers even if the Result is coming from an authenticated endpoint.',
      coveredBy: ['test/lambda/protocol/requirements/caching.test.ts › what depends on the caller is private'],
    },
    {
      id: 'caching-24',
      section: 'security-considerations',
      sentence:
        'Server implementors: MUST apply appropriate per-primitive access controls, and MUST NOT rely on `cacheScope` alone to prevent unauthorized access to primitives.',
      coveredBy: [
        'test/lambda/protocol/requirements/caching.test.ts › what depends on the caller is private',
        'test/lambda/protocol/requirements/tools.test.ts › calls › who lacks a scope neither sees nor calls a tool',
        'test/lambda/protocol/requirements/resources.test.ts › who lacks a scope neither sees nor reads a resource',
      ],
    },
  ],
};
