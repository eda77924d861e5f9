import { AwsCallFailed } from './call.ts';
import { type Environment, endpointOf, regionOf } from './environment.ts';
import { createJsonCall, type JsonService } from './json-call.ts';

const SECRETS_MANAGER: JsonService = {
  host: 'secretsmanager',
  variable: 'SECRETS_MANAGER',
  label: 'Secrets Manager',
  target: 'secretsmanager',
  contentType: 'application/x-amz-json-1.1',
};

/** The version of a secret to read. AWS: secretsmanager/latest/userguide/whats-in-a-secret.html#term_version */
export type SecretStage = 'AWSCURRENT' | 'AWSPREVIOUS';

/**
 * Reads the text of one version of a secret.
 *
 * @returns `undefined` when the secret or version does not exist or contains no text
 * @throws AwsCallFailed
 */
export type ReadSecret = (stage: SecretStage) => Promise<string | undefined>;

/**
 * Opens a secret for reading. Connects at the first read.
 *
 * @param secret ARN or name
 */
export function createSecretReader(secret: string, environment: Environment): ReadSecret {
  const endpoint = endpointOf(SECRETS_MANAGER, environment, regionOf(secret));
  const call = createJsonCall<'GetSecretValue'>(SECRETS_MANAGER, endpoint);
  return async (stage) => {
    try {
      const answer = await call('GetSecretValue', { SecretId: secret, VersionStage: stage });
      return (answer as { readonly SecretString?: string }).SecretString;
    } catch (error) {
      if (error instanceof AwsCallFailed && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  };
}
