/** A removed check that no test can notice. */
export interface Exception {
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
  readonly reason: string;
}

const TYPES = 'The check after it fails for the same values; this one is for the type checker.';

/** Of the area `auth`. */
export const AUTH_EXCEPTIONS: readonly Exception[] = [
  {
    file: 'lambda/auth/admission/doctor-key.ts',
    original: 'issuedAt !== undefined',
    replacement: 'true',
    reason:
      'Without one of them, the difference is no number, which is not within the limit; this is for the type checker.',
  },
  {
    file: 'lambda/auth/admission/doctor-key.ts',
    original: 'expiresAt !== undefined',
    replacement: 'true',
    reason:
      'Without one of them, the difference is no number, which is not within the limit; this is for the type checker.',
  },
  {
    file: 'lambda/auth/tokens/issuer-keys/discovery.ts',
    original: '!(error instanceof GetFailed)',
    replacement: 'false',
    reason: TYPES,
  },
  {
    file: 'lambda/auth/tokens/header.ts',
    original: "typeof alg !== 'string'",
    replacement: 'false',
    reason: TYPES,
  },
  {
    file: 'lambda/auth/tokens/issuer.ts',
    original: 'client === undefined',
    replacement: 'false',
    reason: TYPES,
  },
  {
    file: 'lambda/auth/tokens/issuer-keys/issuer-keys.ts',
    original: 'copy === undefined',
    replacement: 'false',
    reason: 'Memory holds the keys of all issuers, so there is no copy only if there was none before.',
  },
  {
    file: 'lambda/auth/tokens/issuer-keys/key-set.ts',
    original: '(crv === undefined || value.crv === crv)',
    replacement: 'true',
    reason: 'A key on an unknown curve stays in the set, and no algorithm finds it.',
  },
  {
    file: 'lambda/auth/tokens/issuer-keys/key-set.ts',
    original: 'crv === undefined',
    replacement: 'false',
    reason: 'RSA keys have no curve, so that the comparison of curves holds for them.',
  },
  {
    file: 'lambda/auth/tokens/issuer-keys/key-set.ts',
    original: "typeof kid === 'string'",
    replacement: 'true',
    reason: 'The kid of a token is a text, which equals nothing else.',
  },
  {
    file: 'lambda/protocol/routing-headers.ts',
    original: 'method === undefined && name === undefined',
    replacement: 'false',
    reason: 'Without headers there is nothing to compare; the check only saves work.',
  },
  {
    file: 'lambda/protocol/routing-headers.ts',
    original: 'source === undefined',
    replacement: 'false',
    reason: 'No parameter has the name undefined; this one is for the type checker.',
  },
  {
    file: 'lambda/auth/keys/key-item.ts',
    original: "typeof value === 'string'",
    replacement: 'true',
    reason: 'A number is never written with 43 digits, letters and hyphens.',
  },
  {
    file: 'lambda/auth/tokens/lifetime.ts',
    original: 'Object.hasOwn(claims, name)',
    replacement: 'true',
    reason: 'The prototype of objects has none of exp, nbf and iat.',
  },
  {
    file: 'lambda/auth/tokens/verifier.ts',
    original: "typeof iss === 'string'",
    replacement: 'true',
    reason: TYPES,
  },
  {
    file: 'lambda/protocol/access.ts',
    original: 'this.policies === undefined',
    replacement: 'false',
    reason: 'The document was judged before, and without policies arguments change nothing; the check only saves work.',
  },
  {
    file: 'lambda/auth/deny-list/list.ts',
    original: 'list.size === 0',
    replacement: 'false',
    reason: 'An empty list denies nobody; the check only saves work.',
  },
  {
    file: 'lambda/auth/deny-list/list.ts',
    original: 'caller.subject === undefined',
    replacement: 'false',
    reason: TYPES,
  },
  {
    file: 'lambda/auth/deny-list/list.ts',
    original: 'caller.key === undefined',
    replacement: 'false',
    reason: TYPES,
  },
  {
    file: 'lambda/auth/deny-list/list.ts',
    original: 'client === undefined',
    replacement: 'false',
    reason: TYPES,
  },
  {
    file: 'lambda/auth/authenticate.ts',
    original: 'scopes.length === 0',
    replacement: 'false',
    reason: 'An equal principal is made; the check only saves the object.',
  },
];
