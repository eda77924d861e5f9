import type { AwsCredentialIdentity } from '@smithy/types';
import { type Expiring, ExpiringCache } from '../../../cache/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { perEnvironment } from '../../per-environment.ts';
import type { TargetEnvironment } from '../../types.ts';

/** Milliseconds before their end from which credentials are not used any more. */
const SKEW_MS = 60_000;
const MAX_ROLES = 200;
/** Milliseconds for one request: STS answers within some 50, or the connection is dead. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };
/** Seconds that a role is assumed for; a role that assumes another gets no more. */
const SESSION_SECONDS = 3_600;

/** Gets the credentials of a role that the stage names. */
export type AssumeRole = (roleArn: string, sessionName: string) => Promise<Expiring<AwsCredentialIdentity>>;

/** The roles of a stage; each is assumed when it is first asked for, and kept until shortly before its credentials end. */
export class Roles {
  readonly #cache: ExpiringCache<AwsCredentialIdentity>;
  readonly #arns: Readonly<Record<string, string>>;
  readonly #assume: AssumeRole;

  constructor({ aws, now }: Pick<TargetEnvironment, 'aws' | 'now'>, assume: AssumeRole = assumeWithSts()) {
    this.#cache = new ExpiringCache(now, MAX_ROLES);
    this.#arns = aws.roles;
    this.#assume = assume;
  }

  /**
   * Credentials of a role, in a session that bears the server's name: so the account's own log says who asked.
   *
   * @throws ToolError when the stage does not name the role, or it cannot be assumed
   */
  async credentials(role: string, server: string): Promise<AwsCredentialIdentity> {
    const arn = Object.hasOwn(this.#arns, role) ? this.#arns[role] : undefined;
    if (arn === undefined) {
      throw new ToolError(
        `The stage names no role "${role}". Calling again will not help; an operator can add it to \`awsRoles\`.`,
      );
    }
    return this.#cache.get(`${server} ${role}`, async () => {
      try {
        const { value, expiresAt } = await this.#assume(arn, `spillway-${server}`.slice(0, 64));
        return { value, expiresAt: expiresAt - SKEW_MS };
      } catch (error) {
        throw new ToolError(`The role "${role}" ${reasonOf(error)}`);
      }
    });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'AccessDenied') {
    return 'may not be assumed by this deployment. Calling again will not help before an operator allows it.';
  }
  return 'could not be assumed just now. Try again.';
}

/** Asks STS; its client is loaded with the first request that is signed. */
function assumeWithSts(): AssumeRole {
  let opening: ReturnType<typeof openSts> | undefined;
  return async (roleArn, sessionName) => {
    opening ??= openSts();
    const assume = await opening;
    const { Credentials: given } = await assume(roleArn, sessionName);
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = given ?? {};
    if (accessKeyId === undefined || secretAccessKey === undefined) throw new Error('no credentials');
    const value = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    return { value, expiresAt: given?.Expiration?.getTime() ?? 0 };
  };
}

async function openSts() {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ maxAttempts: 3, requestHandler: TIMEOUTS });
  return (RoleArn: string, RoleSessionName: string) =>
    client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName, DurationSeconds: SESSION_SECONDS }));
}

/** The {@link Roles} that all tools of an environment share. */
export const rolesOf = perEnvironment((environment) => new Roles(environment));
