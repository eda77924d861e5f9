/** Schemas that several kinds of document share. */

import { icons } from '../../../../content/publish.ts';

export const SERVER = { type: 'string', pattern: '^[a-z0-9-]{1,64}$' } as const;
/** spec: server/tools#tool-names */
export const NAME = { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,128}$' } as const;
export const TITLE = { type: 'string', minLength: 1, maxLength: 256 } as const;
export const PROSE = { type: 'string', minLength: 1, maxLength: 16_384, pattern: '\\S' } as const;
export const META = { type: 'object' } as const;
/** The target type defines the other keys. */
export const TARGET = { type: 'object', required: ['type'], properties: { type: { type: 'string' } } } as const;

/** The characters of an OAuth scope: RFC 6749 section 3.3. */
export const SCOPES = {
  type: 'array',
  minItems: 1,
  maxItems: 32,
  uniqueItems: true,
  items: { type: 'string', maxLength: 128, pattern: '^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$' },
} as const;

export const LIMITS = {
  type: 'object',
  additionalProperties: false,
  properties: {
    timeoutMs: { type: 'integer', minimum: 1, maximum: 840_000 },
    resultBytes: { type: 'integer', minimum: 1, maximum: 6_000_000 },
    answerBytes: { type: 'integer', minimum: 1, maximum: 20_000_000 },
  },
} as const;

/** Limits of a tool: also those of all its calls together. */
export const TOOL_LIMITS = {
  ...LIMITS,
  properties: {
    ...LIMITS.properties,
    requestsPerSecond: { type: 'number', minimum: 0.001, maximum: 10_000 },
    burst: { type: 'integer', minimum: 1, maximum: 10_000 },
    concurrentCalls: { type: 'integer', minimum: 1, maximum: 100 },
  },
} as const;

/** A list response contains the icons of many documents, hence the size limit. */
export const ICONS = icons(32_768);
