import type { AwsCredentialIdentity } from '@smithy/types';
import { type Expiring, ExpiringCache } from '../../../../cache/index.ts';
import { ToolError } from '../../../../tool-error.ts';
import { perEnvironment } from '../../../per-environment.ts';
import type { TargetEnvironment } from '../../../types.ts';

/** Milliseconds before their expiry from which credentials are no longer used. */
const SKEW_MS = 60_000;
const MAX_ROLES = 200;
/** Limits of one request: STS responds within about 50 ms, or the connection is dead. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };
/** Seconds that a role is assumed for; role chaining allows no more. */
const SESSION_SECONDS = 3_600;

/** Returns credentials of a role. */
type AssumeRole = (roleArn: string, sessionName: string) => Promise<Expiring<AwsCredentialIdentity>>;

/** The roles of a stage. Each is assumed on first use, and its credentials are cached until shortly before they expire. */
class Roles {
  readonly #cache: ExpiringCache<AwsCredentialIdentity>;
  readonly #arns: Readonly<Record<string, string>>;
  readonly #assume: AssumeRole;

  constructor({ aws, now }: Pick<TargetEnvironment, 'aws' | 'now'>, assume: AssumeRole = assumeWithSts()) {
    this.#cache = new ExpiringCache(now, MAX_ROLES);
    this.#arns = aws.roles;
    this.#assume = assume;
  }

  /**
   * Returns credentials of a role. The session is named after the MCP server, so that the account's audit log shows the caller.
   *
   * @throws ToolError when the stage does not list the role, or it cannot be assumed
   */
  async credentials(role: string, server: string): Promise<AwsCredentialIdentity> {
    const arn = Object.hasOwn(this.#arns, role) ? this.#arns[role] : undefined;
    if (arn === undefined) {
      throw new ToolError(
        `The stage lists no role "${role}". Retrying will not help until an operator adds it to \`awsRoles\`.`,
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
    return 'cannot be assumed by this deployment. Retrying will not help until an operator grants access.';
  }
  return 'could not be assumed. Try again.';
}

/** Uses STS, whose client is loaded for the first request that is signed. */
function assumeWithSts(): AssumeRole {
  let opening: ReturnType<typeof openSts> | undefined;
  return async (roleArn, sessionName) => {
    opening ??= openSts().catch((error: unknown) => {
      opening = undefined; // the next request opens it again
      throw error;
    });
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
