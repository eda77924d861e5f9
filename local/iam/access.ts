import { randomBytes } from 'node:crypto';
import type { Statement } from './statements.ts';

/** Who asks, known by the access key of its credentials. */
export interface Principal {
  /** As IAM's errors name it: `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
  readonly statements: readonly Statement[];
}

/** Credentials as the AWS SDK takes them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** IAM refuses; the message says what was asked, of what, and which statement is missing. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
}

/**
 * Who holds which access key, and what each may do. A key that was given to nobody belongs to the person at the machine, who
 * may do everything: the command line and the stack itself use such. Signatures are not checked.
 */
export class Access {
  readonly #principals = new Map<string, Principal>();
  readonly #log: (line: string) => void;

  /** @param log receives each refusal */
  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  /** Makes credentials for a session of a role. */
  issue(roleArn: string, session: string, statements: readonly Statement[]): Credentials {
    const accessKeyId = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    this.#principals.set(accessKeyId, { arn: sessionArn(roleArn, session), statements });
    return { accessKeyId, secretAccessKey: 'local', sessionToken: 'local' };
  }

  /** The session behind a request; `undefined` for the person at the machine. */
  principal(authorization: string | undefined): Principal | undefined {
    return this.#principals.get(/\bCredential=([^/,\s]+)\//.exec(authorization ?? '')?.[1] ?? '');
  }

  /**
   * Nothing is allowed that no statement allows, and what one denies no other allows.
   *
   * AWS: "Policy evaluation logic".
   *
   * @throws AccessDenied
   */
  assertAllowed(principal: Principal | undefined, action: string, resource: string): void {
    if (principal === undefined) return;
    const fitting = principal.statements.filter(({ actions, resources }) => {
      const isMeant = actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
      return isMeant && resources.some((pattern) => matches(pattern, resource));
    });
    const denied = fitting.some(({ allows }) => !allows);
    if (!denied && fitting.length > 0) return;
    const why = denied
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${action} action`;
    const message = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`;
    this.#log(`access denied: ${message}`);
    throw new AccessDenied(message);
  }
}

/** AWS: "IAM JSON policy elements: Resource": `*` is any run of characters, `?` any one. */
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
