import { userInfo } from 'node:os';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CommandFailed } from '../context.ts';

/** The user of this machine, for tables of this machine. */
export function localActor(): string {
  try {
    return `local:${userInfo().username}`;
  } catch {
    return 'local:unknown'; // a container whose user has no name
  }
}

/**
 * The AWS identity that changes a table.
 *
 * @throws CommandFailed if it cannot be found: a change is recorded with its actor, or not made
 */
export async function awsActor(region: string | undefined): Promise<string> {
  const client = new STSClient({ ...(region !== undefined && { region }), maxAttempts: 2 });
  try {
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    if (Arn !== undefined) return Arn;
    throw new Error('it returned no ARN');
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new CommandFailed(`nothing was changed, because STS cannot say who you are, for the audit: ${reason}`);
  } finally {
    client.destroy();
  }
}

/** Whether DynamoDB is a look-alike on this machine, whose users AWS does not know. */
export function isLookAlike(environment: Readonly<Record<string, string | undefined>>): boolean {
  const { AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS } = environment;
  if (AWS_ENDPOINT_URL_STS !== undefined) return false;
  const url = URL.parse(AWS_ENDPOINT_URL_DYNAMODB ?? AWS_ENDPOINT_URL ?? '');
  return url !== null && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
}
