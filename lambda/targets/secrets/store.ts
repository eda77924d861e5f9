import type { AwsAccess } from '../types.ts';

export interface SecretStore {
  /**
   * Reads one secret.
   *
   * @param name the secret's name in the store
   * @returns its text; `undefined` when the secret does not exist or holds no text
   */
  read(name: string): Promise<string | undefined>;
}

/** The store responds within about 20 ms; one that does not must not use up the time of a call. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };
const CLIENT = { maxAttempts: 3, requestHandler: TIMEOUTS };

/** Errors of the stores for a secret that does not exist, is scheduled for deletion, or has no value yet. */
const MISSING = new Set(['ResourceNotFoundException', 'InvalidRequestException', 'ParameterNotFound']);

/**
 * Opens the store that the stage selects. Its client is loaded on first use, because most tools need no secret.
 * The SDK reads Region, credentials and endpoint from the environment (`AWS_REGION`, `AWS_ENDPOINT_URL_...`).
 */
export function openStore(store: AwsAccess['secrets']['store']): Promise<SecretStore> {
  return store === 'ssm' ? openParameterStore() : openSecretsManager();
}

async function openSecretsManager(): Promise<SecretStore> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient(CLIENT);
  return {
    read: (name) =>
      orMissing(async () => (await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString),
  };
}

async function openParameterStore(): Promise<SecretStore> {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient(CLIENT);
  return {
    read: (name) =>
      orMissing(async () => {
        const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
        return Parameter?.Value;
      }),
  };
}

async function orMissing(read: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && MISSING.has(error.name)) return undefined;
    throw error;
  }
}
