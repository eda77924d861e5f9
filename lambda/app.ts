import { randomUUID } from 'node:crypto';
import { anonymousOnly } from './auth/index.ts';
import { createHttpHandler, createOriginCheck, type HttpHandler } from './edge/index.ts';
import { createProtocol } from './protocol/index.ts';
import { createRuntime, type RuntimeOptions } from './runtime.ts';
import type { FunctionSettings } from './settings.ts';

export type { RuntimeOptions as AppOptions };

/**
 * Assembles one function: edge, auth, protocol, catalogue and targets. All state that it keeps is a cache.
 */
export function createApp(settings: FunctionSettings, options: RuntimeOptions = {}): HttpHandler {
  const protocol = createProtocol({
    ...createRuntime(settings, options),
    jsonDepth: settings.limits.jsonDepth,
    ttlMs: settings.catalog.refreshSeconds * 1000,
    newId: randomUUID,
  });
  return createHttpHandler({
    authenticate: anonymousOnly,
    protocol,
    isAllowedOrigin: createOriginCheck(settings.allowedOrigins, settings.publicUrl),
    bodyBytes: settings.limits.bodyBytes,
  });
}
