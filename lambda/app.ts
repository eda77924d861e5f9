import { randomUUID } from 'node:crypto';
import { anonymousOf, createAuthenticate, createChallenges, type VerifyToken } from './auth/index.ts';
import { createTokenVerifier } from './auth/tokens/index.ts';
import { createHttpHandler, createOriginCheck, createWellKnown, type HttpHandler } from './edge/index.ts';
import { createGetJson, Outbound } from './outbound/index.ts';
import { createProtocol } from './protocol/index.ts';
import { createRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';
import type { FunctionSettings } from './settings.ts';
import { afterTimeout } from './timeout.ts';

/** What distinguishes one function from another, and replacements that a test or bench may pass in. */
export interface AppOptions extends RuntimeOptions {
  /** @default every method */
  readonly onlyMethod?: string;
}

/** Limits of what an issuer's metadata and keys may be: large issuers publish about 20 KB of keys. */
const ISSUER = { maxBytes: 262_144, timeoutMs: 5_000 } as const;

/**
 * Assembles one function: edge, auth, protocol, catalogue and targets. All state that it keeps is a cache.
 */
export function createApp(settings: FunctionSettings, { onlyMethod, ...options }: AppOptions = {}): HttpHandler {
  const { auth, publicUrl } = settings;
  const runtime = createRuntime(settings, options);
  const { log, verifiers } = runtime;
  const challenges = createChallenges(publicUrl, auth);
  const protocol = createProtocol({
    ...runtime,
    jsonDepth: settings.limits.jsonDepth,
    ttlMs: settings.catalog.refreshSeconds * 1000,
    newId: randomUUID,
    anonymous: anonymousOf(auth),
    onlyMethod,
  });
  return createHttpHandler({
    authenticate: createAuthenticate({
      settings: auth,
      publicUrl,
      challenges,
      verifyKey: verifiers.verifyKey,
      verifyToken: auth.issuers && openTokens(settings, runtime),
      denyList: verifiers.denyList,
      report: (error) => log.error('the credentials of a request cannot be checked', { reason: String(error) }),
    }),
    challenges,
    protocol,
    wellKnown: createWellKnown(publicUrl, auth),
    isAllowedOrigin: createOriginCheck(settings.allowedOrigins, publicUrl),
    bodyBytes: settings.limits.bodyBytes,
  });
}

function openTokens({ auth, upstreams }: FunctionSettings, { now, log }: Runtime): VerifyToken {
  const outbound = new Outbound({ ...upstreams, runtimeApi: process.env.AWS_LAMBDA_RUNTIME_API, now });
  return createTokenVerifier(auth, {
    getJson: createGetJson({ ...ISSUER, outbound, loopback: upstreams.loopback, after: afterTimeout }),
    now,
    after: afterTimeout,
    report: (error) => log.error('reading the keys of an issuer failed', { reason: String(error) }),
  });
}
