/** The scenarios of the official suite for clients that apply to a transport, with the client of one SDK. */
export interface Scenario {
  readonly name: string;
  readonly revision: string;
}

const BOTH = ['tools_call', 'json-schema-2020-12-preservation'];
const OLDER = ['initialize', 'elicitation-sep1034-client-defaults', 'sse-retry'];
const STATELESS = [
  'request-metadata',
  'sep-2322-client-request-state',
  'http-standard-headers',
  'http-custom-headers',
  'http-invalid-tool-headers',
  'json-schema-ref-no-deref',
];
const AUTHORIZATION = [
  'metadata-default',
  'metadata-var1',
  'metadata-var2',
  'metadata-var3',
  'basic-cimd',
  'scope-from-www-authenticate',
  'scope-from-scopes-supported',
  'scope-omitted-when-undefined',
  'scope-step-up',
  'scope-retry-limit',
  'token-endpoint-auth-basic',
  'token-endpoint-auth-post',
  'token-endpoint-auth-none',
  'pre-registration',
  'resource-mismatch',
  'offline-access-scope',
  'offline-access-not-supported',
  'authorization-server-migration',
  'iss-supported',
  'iss-not-advertised',
  'iss-supported-missing',
  'iss-wrong-issuer',
  'iss-unexpected',
  'iss-normalized',
  'metadata-issuer-mismatch',
].map((name) => `auth/${name}`);

/** What does not apply, and why: names, or the beginnings of names that end with `/` or `-`. */
export const NOT_APPLICABLE: Readonly<Record<'any' | 'v1' | 'v2', Readonly<Record<string, string>>>> = {
  any: {
    'auth/2025-03-26-':
      'endpoints of a revision that lacks the metadata of protected resources; the auth of the SDKs decides',
    'auth/client-credentials-': 'an extension: a grant of the provider, which is not part of the transport',
    'auth/enterprise-managed-authorization':
      'an extension: a grant of the provider, which is not part of the transport',
    'auth/wif-jwt-bearer': 'an extension: a grant of the provider, which is not part of the transport',
    'auth/dpop': 'an extension: proofs for every request are the business of the option fetch',
    'sep-2640-': 'the extension skills is a matter of the client above the transport',
  },
  v1: {
    'auth/iss-supported-missing': 'the auth of SDK v1 does not know iss',
    'auth/iss-wrong-issuer': 'the auth of SDK v1 does not know iss',
    'auth/iss-unexpected': 'the auth of SDK v1 does not know iss',
    'auth/iss-normalized': 'the auth of SDK v1 does not know iss',
    'auth/metadata-issuer-mismatch': 'the auth of SDK v1 does not compare the issuer',
  },
  v2: {},
};

/** Lists what runs with the client of an SDK. */
export function scenariosOf(sdk: 'v1' | 'v2'): readonly Scenario[] {
  const at = (revision: string, names: readonly string[]) => names.map((name) => ({ name, revision }));
  const all = [
    ...at('2025-11-25', [...BOTH, ...OLDER]),
    ...at('2026-07-28', [...BOTH, ...STATELESS, ...AUTHORIZATION]),
  ];
  return all.filter(({ name }) => !Object.hasOwn(NOT_APPLICABLE[sdk], name));
}
