import type { AwsAccess } from '../types.ts';

/** Where secrets are kept. */
export interface SecretStore {
  /**
   * Reads one secret.
   *
   * @param name the store's own name of it
   * @returns its text; `undefined` when there is no such secret, or it holds no text
   */
  read(name: string): Promise<string | undefined>;
}

/** A store that does not answer must not eat the time of a call: it is close by, and answers within some 20 ms. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };
const CLIENT = { maxAttempts: 3, requestHandler: TIMEOUTS };

/** What the stores say of a secret that is not there, is about to be deleted, or was only announced. */
const MISSING = new Set(['ResourceNotFoundException', 'InvalidRequestException', 'ParameterNotFound']);

/**
 * Opens the store that a stage names. Its client is loaded here and not with the function: most tools need no secret.
 * The SDK finds region, credentials and endpoint in the environment (`AWS_REGION`, `AWS_ENDPOINT_URL_...`).
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
