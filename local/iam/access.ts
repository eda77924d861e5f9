import { randomBytes } from 'node:crypto';
import type { Statement } from './statements.ts';

/** The role session that sent a request, identified by its access key. */
export interface Principal {
  /** As in IAM's error messages: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
  readonly statements: readonly Statement[];
}

/** An access key for the AWS SDK. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Credentials of a role session. */
export interface Credentials extends AccessKey {
  readonly sessionToken: string;
}

/** A request is not signed with an access key of this run. */
export class UnknownAccessKey extends Error {
  override readonly name = 'UnknownAccessKey';

  constructor() {
    // The first sentence is the message of AWS.
    super(
      'The security token included in the request is invalid. Use the access key that the local stack printed when it was ready',
    );
  }
}

/** IAM denies a request; the message names principal, action, resource and reason, as on AWS. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
}

/**
 * The access keys of one run: those of all role sessions with what their policies allow, and one for the user of this machine,
 * for whom everything is allowed: the command line and the stack itself use it. Signatures are not verified: the key IDs are
 * random, and only this run's processes and its state directory contain them.
 */
export class Access {
  readonly #userKeyId = keyId('AKIA');
  readonly #principals = new Map<string, Principal>();
  readonly #log: (line: string) => void;

  /** @param log receives a line for each denied request */
  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** The access key of the user of this machine. A new object each time: the AWS SDK adds members of its own to it. */
  get user(): AccessKey {
    return { accessKeyId: this.#userKeyId, secretAccessKey: 'local' };
  }

  /** Issues credentials for a session of a role. */
  issue(roleArn: string, session: string, statements: readonly Statement[]): Credentials {
    const accessKeyId = keyId('ASIA');
    this.#principals.set(accessKeyId, { arn: sessionArn(roleArn, session), statements });
    return { accessKeyId, secretAccessKey: 'local', sessionToken: 'local' };
  }

  /**
   * The session that signed a request; `undefined` for the user of this machine.
   *
   * @throws UnknownAccessKey
   */
  principal(authorization: string | undefined): Principal | undefined {
    const accessKeyId = /\bCredential=([^/,\s]+)\//.exec(authorization ?? '')?.[1] ?? '';
    if (accessKeyId === this.#userKeyId) return undefined;
    const principal = this.#principals.get(accessKeyId);
    if (principal === undefined) throw new UnknownAccessKey();
    return principal;
  }

  /**
   * AWS: "Policy evaluation logic": an explicit deny overrides every allow; without an allow, the request is denied.
   *
   * @param leadingKeys partition keys of the items that the request names; `undefined` if they are unknown, which meets no condition
   * @throws AccessDenied
   */
  assertAllowed(
    principal: Principal | undefined,
    action: string,
    resource: string,
    leadingKeys?: readonly string[],
  ): void {
    if (principal === undefined) return;
    const applicable = principal.statements.filter((statement) => {
      const matchesAction = statement.actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
      const matchesResource = statement.resources.some((pattern) => matches(pattern, resource));
      return matchesAction && matchesResource && matchesKeys(statement, leadingKeys);
    });
    const denied = applicable.some(({ allows }) => !allows);
    if (!denied && applicable.length > 0) return;
    const why = denied
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
    const message = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
    this.#log(`access denied: ${message}`);
    throw new AccessDenied(message);
  }
}

function matchesKeys({ leadingKeys, leadingKeyPatterns }: Statement, keys: readonly string[] | undefined): boolean {
  if (leadingKeys !== undefined && !keys?.every((key) => leadingKeys.includes(key))) return false;
  if (leadingKeyPatterns === undefined) return true;
  return keys?.every((key) => leadingKeyPatterns.some((pattern) => matches(pattern, key))) ?? false;
}

/** @param prefix `AKIA` for a user's key, `ASIA` for a session's; AWS: "IAM identifiers" */
function keyId(prefix: 'AKIA' | 'ASIA'): string {
  return `${prefix}${randomBytes(16).toString('hex').toUpperCase()}`;
}

/** AWS: "IAM JSON policy elements: Resource": `*` matches any number of characters, `?` exactly one. */
function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

function sessionArn(roleArn: string, session: string): string {
  const [, partition = 'aws', , , account = '', resource = ''] = roleArn.split(':');
  return `arn:${partition}:sts::${account}:assumed-role/${resource.split('/').at(-1)}/${session}`;
}
