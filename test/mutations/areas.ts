import { AUTH_EXCEPTIONS, type Exception } from './exceptions.ts';

/** The code whose checks are removed, and the tests that must notice it. */
export interface Area {
  /** Patterns of files. */
  readonly files: readonly string[];
  /** Patterns of the tests of a file, by the start of its path: the first that fits. They run first: they are near, and fast. */
  readonly near: readonly (readonly [start: string, tests: readonly string[]])[];
  /** Patterns of the tests that run if the near ones notice nothing. */
  readonly all: readonly string[];
  /** Survivors that change nothing that can be observed, with the reason. */
  readonly exceptions: readonly Exception[];
}

const AUTH = 'test/lambda/auth';
const ACCESS = 'test/lambda/protocol/access';

export const AREAS: Readonly<Record<string, Area>> = {
  auth: {
    files: ['lambda/auth/**/*.ts', 'lambda/protocol/{access,judge,judged-only,routing-headers}.ts'],
    near: [
      ['lambda/auth/keys/manage/', [`${AUTH}/keys/(manage/|key-item)`]],
      ['lambda/auth/keys/', [`${AUTH}/keys/(format|key-item|verifier)`]],
      ['lambda/auth/tokens/', [`${AUTH}/tokens/(attacks|claims|issuer-keys/)`]],
      ['lambda/auth/deny-list/', [`${AUTH}/deny-list/`, `${AUTH}/recheck`]],
      ['lambda/auth/admission/', [`${AUTH}/admission/`]],
      ['lambda/auth/server-policies/', [`${AUTH}/server-policies/`, 'test/lambda/policies']],
      ['lambda/auth/', [`${AUTH}/(decide|implies|principal-id|recheck)`]],
      ['lambda/protocol/access', [`${ACCESS}/(arguments|lists|offered|kept)`]],
      ['lambda/protocol/', [`${ACCESS}/offered`, 'test/lambda/protocol/(judged-only|routing-headers)']],
    ],
    all: [
      `${AUTH}/(matrix|attacks|doctor-key)`,
      ACCESS,
      `${AUTH}/tokens`,
      `test/lambda/(policies|tokens)`,
      'test/lambda/protocol/(v2025|v2026)/',
    ],
    exceptions: AUTH_EXCEPTIONS,
  },
};
