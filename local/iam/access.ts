import { randomBytes } from 'node:crypto';
import type { Statement } from './statements.ts';

/** The role session that sent a request, identified by its access key. */
export interface Principal {
  /** As in IAM's error messages: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
  readonly statements: readonly Statement[];
}

/** Credentials for the AWS SDK. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** IAM denies a request; the message names principal, action, resource and reason, as on AWS. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
}

/**
 * The access keys of all role sessions, and what their policies allow. Any other key belongs to the user of this machine, for
 * whom everything is allowed: the command line and the stack itself use such keys. Signatures are not verified.
 */
export class Access {
  readonly #principals = new Map<string, Principal>();
  readonly #log: (line: string) => void;

  /** @param log receives a line for each denied request */
  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Issues credentials for a session of a role. */
  issue(roleArn: string, session: string, statements: readonly Statement[]): Credentials {
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    this.#principals.set(accessKeyId, { arn: sessionArn(roleArn, session), statements });
    return { accessKeyId, secretAccessKey: 'local', sessionToken: 'local' };
  }

  /** The session that signed a request; `undefined` for the user of this machine. */
  principal(authorization: string | undefined): Principal | undefined {
    return this.#principals.get(/\bCredential=([^/,\s]+)\//.exec(authorization ?? '')?.[1] ?? '');
  }

  /**
   * AWS: "Policy evaluation logic": an explicit deny overrides every allow; without an allow, the request is denied.
   *
   * @throws AccessDenied
   */
  assertAllowed(principal: Principal | undefined, action: string, resource: string): void {
    if (principal === undefined) return;
    const applicable = principal.statements.filter(({ actions, resources }) => {
      const matchesAction = actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
      return matchesAction && resources.some((pattern) => matches(pattern, resource));
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
