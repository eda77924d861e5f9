import { randomUUID } from 'node:crypto';
import { ANONYMOUS, anonymousOnly } from './auth/index.ts';
import { createHttpHandler, createOriginCheck, type HttpHandler } from './edge/index.ts';
import { createProtocol } from './protocol/index.ts';
import { createRuntime, type RuntimeOptions } from './runtime.ts';
import type { FunctionSettings } from './settings.ts';

/** What distinguishes one function from another, and replacements that a test or bench may pass in. */
export interface AppOptions extends RuntimeOptions {
  /** @default every method */
  readonly onlyMethod?: string;
}

/**
 * Assembles one function: edge, auth, protocol, catalogue and targets. All state that it keeps is a cache.
 */
export function createApp(settings: FunctionSettings, { onlyMethod, ...options }: AppOptions = {}): HttpHandler {
  const protocol = createProtocol({
    ...createRuntime(settings, options),
    jsonDepth: settings.limits.jsonDepth,
    ttlMs: settings.catalog.refreshSeconds * 1000,
    newId: randomUUID,
    anonymous: ANONYMOUS,
    onlyMethod,
  });
  return createHttpHandler({
    authenticate: anonymousOnly,
    protocol,
    isAllowedOrigin: createOriginCheck(settings.allowedOrigins, settings.publicUrl),
    bodyBytes: settings.limits.bodyBytes,
  });
}
