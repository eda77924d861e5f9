import type { AuthSettings, VerifyToken } from './auth/index.ts';
import { createTokenVerifier } from './auth/tokens/index.ts';
import { createGetJson, Outbound } from './outbound/index.ts';
import type { FunctionSettings } from './settings.ts';
import { afterTimeout } from './timeout.ts';

/** Limits of what an issuer's metadata and keys may be: large issuers publish about 20 KB of keys. */
const ISSUER = { maxBytes: 262_144, timeoutMs: 5_000 } as const;

interface OpenTokensOptions {
  readonly upstreams: FunctionSettings['upstreams'];
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** Receives the error of each read of an issuer that failed. */
  readonly report: (error: unknown) => void;
}

/** Opens the check of tokens, which reads issuers through the guard of outbound connections. */
export function openTokenVerifier(auth: AuthSettings, { upstreams, now, report }: OpenTokensOptions): VerifyToken {
  const outbound = new Outbound({ ...upstreams, runtimeApi: process.env.AWS_LAMBDA_RUNTIME_API, now });
  return createTokenVerifier(auth, {
    getJson: createGetJson({ ...ISSUER, outbound, loopback: upstreams.loopback, after: afterTimeout }),
    now,
    after: afterTimeout,
    report,
  });
}
