import { z } from 'zod';
import { wholeNumber } from './values.ts';

/** RFC 6749 section 3.3: visible ASCII without quotes and backslashes, which also keeps a challenge's quoted string whole. */
const SCOPE = /^[!#-[\]-~]{1,128}$/;

const scope = z.string().regex(SCOPE, {
  error:
    'expected a scope of 1 to 128 visible ASCII characters without spaces, quotes and backslashes, such as orders:read',
});

const scopes = z.array(scope);

/** spec: basic/authorization: clients request these on their own, and a resource server must not ask for them. */
const baseline = z.array(
  scope.refine((text) => text !== 'openid' && text !== 'offline_access', {
    error: 'expected a scope of the deployment: clients request openid and offline_access on their own',
  }),
);

/** A name that an issuer puts into tokens: a claim, a client, an audience. */
const text = z.string().regex(/^[^\p{Cc}]{1,256}$/u, {
  error: 'expected 1 to 256 characters, without control characters',
});

/** RFC 8414 section 2: https, without query and fragment. The first `|` of a user's id ends the issuer, so an issuer has none. */
const issuerUrl = z.string().refine(
  (value) => {
    if (!/^https:\/\/[!-~]+$/.test(value) || /[?#\\|]/.test(value)) return false;
    const url = URL.parse(value);
    return url !== null && url.hostname !== '' && url.username === '' && url.password === '';
  },
  {
    error:
      'expected the exact `iss` of the tokens: an https URL without query, fragment and |, such as https://login.example.com',
  },
);

/** Asymmetric algorithms: with a symmetric one, a party that can check a token can also make one. RFC 7518 section 3.1, RFC 8037 */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

const issuer = z.strictObject({
  /** The exact `iss` of the tokens, an https URL. Required. */
  issuer: issuerUrl,
  /** Accepted `aud` values in addition to the URLs of this deployment's servers. Default: none. */
  audiences: z.array(text).optional(),
  /**
   * Accepted `client_id` (else `azp`, `appid` or `cid`) values; a token without `aud` needs one of them. Default: every client, and
   * no token without `aud`.
   */
  clients: z
    .array(text)
    .min(1, { error: 'expected at least one client; remove the key to accept every client' })
    .optional(),
  /** Accepted signature algorithms. Default: RS256, ES256, PS256 and EdDSA. */
  algorithms: z.array(z.enum(ALGORITHMS)).min(1, { error: 'expected at least one algorithm' }).optional(),
  /** The claim that holds the scopes. Default: `scope`, then `scp`. */
  scopeClaim: text.optional(),
  /** Scopes of the deployment for each of the issuer's. A scope that is not listed keeps its name. Default: none. */
  scopes: z.record(text, scopes).optional(),
  /** The claim that holds the user's groups. Default: no groups are read. */
  groupsClaim: text.optional(),
});

const anonymous = z.strictObject({
  /** Scopes of callers without credentials. Default: none. */
  scopes: scopes.default([]),
});

/** How callers prove who they are. */
export const auth = z.strictObject({
  /** Whether keys of this deployment are accepted. Default false. */
  apiKeys: z.boolean().default(false),
  /** Authorization servers whose tokens are accepted. Default: none. */
  issuers: z
    .array(issuer)
    .min(1, { error: 'expected at least one issuer; remove the key to accept no tokens' })
    .check(refuseTwins)
    .optional(),
  /** Admits callers without credentials. Default: every caller needs credentials. */
  anonymous: anonymous.optional(),
  /** `server`: a token is valid for the server that its `aud` names. `deployment`: also if it names the endpoint. Default server. */
  audience: z.enum(['server', 'deployment']).default('server'),
  /** The scopes that a scope includes. Default: none. */
  implies: z.record(scope, scopes).optional(),
  /** Claims of a token that tools may read. Default: none. */
  claims: z.array(text).optional(),
  /** Scopes that clients request before they know what they need. Default: none. */
  scopesSupported: baseline.optional(),
  /** Maximum days until a new key expires. Default 365. */
  maxKeyDays: wholeNumber(1, 3650).default(365),
});

export type AuthConfig = z.output<typeof auth>;

/** The exact `iss` selects the issuer, so two entries with the same one would be ambiguous. */
function refuseTwins(context: z.core.ParsePayload<readonly z.output<typeof issuer>[]>): void {
  context.value.forEach(({ issuer: url }, index) => {
    if (context.value.findIndex((other) => other.issuer === url) === index) return;
    context.issues.push({ code: 'custom', input: url, path: [index, 'issuer'], message: 'expected each issuer once' });
  });
}

/** The way in which a stage admits callers that is missing, as an error message says it. */
export const NO_METHOD =
  'expected at least one method by which callers are admitted: `apiKeys: true`, `issuers: [...]`, or `anonymous: { scopes: [] }`, ' +
  'which admits every caller that may connect';

/** Whether the stage has a method to admit callers. */
export function hasMethod({ apiKeys, issuers, anonymous }: AuthConfig): boolean {
  return apiKeys || issuers !== undefined || anonymous !== undefined;
}

/** The settings of functions that `AuthSettings` in `lambda/auth/settings.ts` defines: the stage's keys, without those that nobody set. */
export function authSettings({ apiKeys, maxKeyDays, ...rest }: AuthConfig): object {
  return { ...(apiKeys && { apiKeys }), ...rest };
}
