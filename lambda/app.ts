import { randomUUID } from 'node:crypto';
import { createAuthenticate, createChallenges } from './auth/index.ts';
import { createHttpHandler, createOriginCheck, createWellKnown, type HttpHandler } from './edge/index.ts';
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
  const { auth, publicUrl } = settings;
  const runtime = createRuntime(settings, options);
  const challenges = createChallenges(publicUrl, auth);
  const protocol = createProtocol({
    ...runtime,
    jsonDepth: settings.limits.jsonDepth,
    ttlMs: settings.catalog.refreshSeconds * 1000,
    newId: randomUUID,
    onlyMethod,
  });
  return createHttpHandler({
    authenticate: createAuthenticate({
      settings: auth,
      publicUrl,
      challenges,
      report: (error) => runtime.log.error('the credentials of a request cannot be checked', { reason: String(error) }),
    }),
    challenges,
    protocol,
    wellKnown: createWellKnown(publicUrl, auth),
    isAllowedOrigin: createOriginCheck(settings.allowedOrigins, publicUrl),
    bodyBytes: settings.limits.bodyBytes,
  });
}
