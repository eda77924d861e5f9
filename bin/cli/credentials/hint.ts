import { CredentialsRefused, type ServerBusy } from '../../../client/index.ts';
import { parseChallenge } from '../oauth/index.ts';

/** What a request was sent with. `ended`: the login is not valid any more, and is removed. */
export type Credential =
  | { readonly kind: 'none' | 'ended' }
  | { readonly kind: 'key'; readonly id: string | undefined }
  | { readonly kind: 'login'; readonly resource: string };

/** What the user can do about a refusal; `undefined` for one that credentials do not change. */
export function hintFor(
  refusal: CredentialsRefused | ServerBusy,
  credential: Credential,
  url: string,
): string | undefined {
  if (refusal instanceof CredentialsRefused) {
    return refusal.status === 401 ? unauthorized(refusal, credential, url) : forbidden(refusal, credential, url);
  }
  const wait = waitText(refusal.retryAfterMs);
  return refusal.status === 429
    ? `There were too many requests: try again ${wait}.`
    : `The deployment is busy, or cannot check the credentials now: try again ${wait}.`;
}

function unauthorized({ challenge }: CredentialsRefused, credential: Credential, url: string): string {
  const login = `spillway login ${url}`;
  switch (credential.kind) {
    case 'key':
      return credential.id === undefined
        ? 'This is not a key of Spillway: `spillway keys create` makes one.'
        : `The key is not accepted: \`spillway keys show ${credential.id}\` shows its state, \`spillway keys create\` makes another one.`;
    case 'login':
      return `The server does not accept the login for ${credential.resource}. Log in again: ${login}`;
    case 'ended':
      return `The login has ended. Log in again: ${login}`;
    case 'none': {
      const key = 'Pass a key with --key or SPILLWAY_KEY; `spillway keys create` makes one.';
      const { resource_metadata: metadata } = parseChallenge(challenge) ?? {};
      return challenge !== null && metadata === undefined ? key : `${key} Or log in: ${login}`;
    }
  }
}

function forbidden({ challenge }: CredentialsRefused, credential: Credential, url: string): string | undefined {
  const { scope } = parseChallenge(challenge) ?? {};
  if (scope === undefined && credential.kind !== 'key' && credential.kind !== 'login') return undefined;
  if (credential.kind === 'key') {
    return scope === undefined
      ? 'The key may not do this: `spillway keys create --scope SCOPE` makes one with other scopes.'
      : `The key lacks scopes: \`spillway keys create --scope ${scope}\` makes one that has them.`;
  }
  return `More scopes are needed. Log in with them: spillway login ${url} --scope ${scope ?? 'SCOPE...'}`;
}

function waitText(ms: number | undefined): string {
  if (ms === undefined) return 'in a moment';
  const seconds = Math.ceil(ms / 1000);
  return seconds <= 1 ? 'in a second' : `in ${seconds} seconds`;
}
