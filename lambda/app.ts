import { randomUUID } from 'node:crypto';
import { anonymousOf, createAuthenticate, createChallenges, type VerifyToken } from './auth/index.ts';
import { createHttpHandler, createOriginCheck, createWellKnown, type HttpHandler } from './edge/index.ts';
import { createProtocol } from './protocol/index.ts';
import { createRuntime, type Runtime, type RuntimeOptions } from './runtime.ts';
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
  const { auth } = settings;
  // AWS gives load balancers names with capital letters, and clients ask for tokens of the canonical URL.
  const publicUrl = new URL(settings.publicUrl).origin;
  const runtime = createRuntime(settings, options);
  const { log, verifiers } = runtime;
  const challenges = createChallenges(publicUrl, auth);
  const protocol = createProtocol({
    ...runtime,
    jsonDepth: settings.limits.jsonDepth,
    ttlMs: settings.catalog.refreshSeconds * 1000,
    newId: randomUUID,
    anonymous: anonymousOf(auth),
    anonymousRate: settings.limits.anonymous,
    onlyMethod,
  });
  const handler = createHttpHandler({
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
  const { calls } = runtime;
  return calls === undefined ? handler : async (request) => ({ ...(await handler(request)), afterwards: calls.flush });
}

/** Begins to load what checks tokens, which only stages with issuers need; nothing waits for it before the first token. */
function openTokens({ auth, upstreams }: FunctionSettings, { now, log }: Runtime): VerifyToken {
  let verify: VerifyToken | undefined;
  const opening = import('./open-tokens.ts').then(({ openTokenVerifier }) => {
    verify = openTokenVerifier(auth, {
      upstreams,
      now,
      report: (error) => log.error('reading the keys of an issuer failed', { reason: String(error) }),
    });
    return verify;
  });
  opening.catch(() => {}); // the first token reports it
  return (token, audiences) =>
    verify === undefined ? opening.then((opened) => opened(token, audiences)) : verify(token, audiences);
}
