import type { Principal } from '../../../../../lambda/auth/index.ts';
import type { AuthSettings, IssuerSettings } from '../../../../../lambda/auth/settings.ts';
import { createTokenVerifier } from '../../../../../lambda/auth/tokens/index.ts';
import type { Verdict } from '../../../../../lambda/auth/verdict.ts';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { GetFailed } from '../../../../../lambda/outbound/index.ts';
import type { After } from '../../../../../lambda/timeout.ts';
import { assemble, rsaKey, type SigningKey, signerOf } from './issuer.ts';

export const ISSUER = 'https://login.example.com';
/** The resource identifiers of the path that tests ask for. */
export const ASKED = ['https://mcp.example.com/mcp/orders', 'https://mcp.example.com/mcp/orders/'];
/** A moment, epoch milliseconds. */
export const NOW = Date.UTC(2026, 10, 26, 12);

/** A key that tests share: making RSA keys takes long. */
export const KEY = rsaKey('k1');

/** A resource server whose clock, issuers and network the test controls. */
export interface Deployment {
  /** The clock, epoch milliseconds. */
  now: number;
  /** The keys that the issuer publishes, or what happens to a request for them. */
  keys: readonly object[] | (() => JsonObject | Promise<JsonObject>);
  /** URLs that were read, in order. */
  readonly gets: string[];
  /** Errors that were reported. */
  readonly reported: unknown[];
  /** Lets the timers of the deployment fire. */
  fireTimers(): void;
  verify(token: string, audiences?: readonly string[]): Verdict | Promise<Verdict>;
}

/** Opens a deployment that trusts {@link ISSUER}, with further settings for it and for the stage. */
export function deploy(issuer: Partial<IssuerSettings> = {}, settings: Partial<AuthSettings> = {}): Deployment {
  const timers = new Set<() => void>();
  const after: After = (_, callback) => {
    timers.add(callback);
    return () => timers.delete(callback);
  };
  const gets: string[] = [];
  const reported: unknown[] = [];
  const deployment: Deployment = {
    now: NOW,
    keys: [KEY.jwk],
    gets,
    reported,
    fireTimers: () => {
      for (const timer of [...timers]) timer();
    },
    verify: (token, audiences = ASKED) => verify(token, audiences),
  };
  const verify = createTokenVerifier(
    { issuers: [{ issuer: ISSUER, ...issuer }], ...settings },
    {
      now: () => deployment.now,
      after,
      report: (error) => reported.push(error),
      async getJson(url) {
        gets.push(url);
        const { origin } = new URL(url);
        if (url === `${origin}/keys`) {
          const { keys } = deployment;
          return typeof keys === 'function' ? keys() : JSON.parse(JSON.stringify({ keys }));
        }
        const metadata = /^(.*)\/\.well-known\/openid-configuration$/.exec(url);
        if (metadata === null) throw new GetFailed(url, 'the status is 404');
        return { issuer: metadata[1] ?? '', jwks_uri: `${origin}/keys` };
      },
    },
  );
  return deployment;
}

/** The claims of a token that {@link deploy} accepts. */
export const CLAIMS = {
  iss: ISSUER,
  sub: 'alice',
  aud: ASKED[0],
  iat: NOW / 1000 - 10,
  exp: NOW / 1000 + 3600,
  scope: 'orders:read',
};

/** Makes a token: what {@link deploy} accepts, with changes to its claims and header. `undefined` removes a member. */
export function mint(
  claims: object = {},
  header: object = {},
  { key = KEY, alg = 'RS256' }: { readonly key?: SigningKey; readonly alg?: string } = {},
): string {
  const all = { alg, kid: key.kid, typ: 'JWT', ...header };
  return assemble(all, { ...CLAIMS, ...claims }, signerOf(alg, key.privateKey));
}

/** The principal of a verdict that must be `valid`. */
export async function principalOf(verdict: Verdict | Promise<Verdict>): Promise<Principal> {
  const found = await verdict;
  if (found.kind === 'valid') return found.principal;
  throw new Error(`the token was not accepted: ${JSON.stringify(found)}`);
}
