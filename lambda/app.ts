import { randomUUID } from 'node:crypto';
import { type BaseOptions, createBase } from './base.ts';
import { createFront, createOriginCheck, type Front } from './edge/index.ts';
import { createProtocol } from './protocol/index.ts';
import type { FunctionSettings } from './settings.ts';

export type { BaseOptions as AppOptions };

/**
 * Puts one function's rooms together: edge, auth, protocol, catalogue, targets. Everything it keeps is a cache.
 */
export function createApp(settings: FunctionSettings, options: BaseOptions = {}): Front {
  const protocol = createProtocol({
    ...createBase(settings, options),
    jsonDepth: settings.limits.jsonDepth,
    ttlMs: settings.catalog.refreshSeconds * 1000,
    newId: randomUUID,
  });
  return createFront({
    protocol,
    isAllowedOrigin: createOriginCheck(settings.allowedOrigins, settings.publicUrl),
    bodyBytes: settings.limits.bodyBytes,
  });
}
