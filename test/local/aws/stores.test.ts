import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { configOf, startAccount, writeStory } from '../support/account.ts';
import { scratch } from '../support/scratch.ts';

const directory = scratch();
let account: Awaited<ReturnType<typeof startAccount>>;
let secrets: SecretsManagerClient;
let parameters: SSMClient;
let sts: STSClient;

beforeAll(async () => {
  process.env.SPILLWAY_TEST_TOKEN = 'from the environment';
  const story = writeStory(
    directory,
    `secrets:
  orders:
    api-token: not to be printed
    shared: { fromEnv: SPILLWAY_TEST_TOKEN }
    absent: { fromEnv: SPILLWAY_TEST_NOTHING }
    barred: also here
`,
  );
  account = await startAccount(directory, { catalog: [story] });
  secrets = new SecretsManagerClient(configOf(account.reach, 'SECRETS_MANAGER'));
  parameters = new SSMClient(configOf(account.reach, 'SSM'));
  sts = new STSClient(configOf(account.reach, 'STS'));
});

afterAll(async () => {
  await account.stack.stop();
  directory.remove();
});

const secret = (SecretId: string) => secrets.send(new GetSecretValueCommand({ SecretId }));
const parameter = (Name: string, WithDecryption = true) =>
  parameters.send(new GetParameterCommand({ Name, WithDecryption }));
const assume = (RoleArn: string, DurationSeconds = 3600) =>
  sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'spillway-orders', DurationSeconds }));

describe('Secrets Manager', () => {
  test('returns the secrets of local.yaml, by name and by ARN', async () => {
    const { SecretString, ARN = '' } = await secret('spillway/dev/orders/api-token');

    expect(SecretString).toBe('not to be printed');
    expect((await secret(ARN)).SecretString).toBe('not to be printed');
    expect((await secret('spillway/dev/orders/shared')).SecretString).toBe('from the environment');
  });

  test.each(['spillway/dev/orders/nothing', 'spillway/dev/orders/absent', 'spillway/dev/other/api-token'])(
    'does not have %s',
    async (name) => {
      await expect(secret(name)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    },
  );

  test.each(['spillway/prod/orders/api-token', 'spillway/dev/orders/barred'])('denies %s', async (name) => {
    await expect(secret(name)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  const madeUp = (name: string) => `Test-${name}-local`;

  test('returns the generated secrets of templates, by name and by ARN, and no other version', async () => {
    const { SecretString = '', ARN = '' } = await secret(madeUp('Key'));

    expect(SecretString).toMatch(/^[A-Za-z0-9]{64}$/);
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:000000000000:secret:Test-Key-local-[0-9a-f]{6}$/);
    expect((await secret(ARN)).SecretString).toBe(SecretString);
    const previous = secrets.send(new GetSecretValueCommand({ SecretId: ARN, VersionStage: 'AWSPREVIOUS' }));
    await expect(previous).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('for staging label: AWSPREVIOUS'),
    });
    await expect(secret(madeUp('Other'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('rejects other operations', async () => {
    await expect(secrets.send(new ListSecretsCommand({}))).rejects.toThrow(
      'secretsmanager.ListSecrets is not emulated by the local stack',
    );
  });
});

describe('Parameter Store', () => {
  test('returns the same secrets', async () => {
    const { Parameter } = await parameter('/spillway/dev/orders/api-token');

    expect(Parameter).toMatchObject({ Type: 'SecureString', Value: 'not to be printed' });
  });

  test('returns neither other parameters nor ciphertext', async () => {
    await expect(parameter('/spillway/dev/orders/nothing')).rejects.toMatchObject({ name: 'ParameterNotFound' });
    await expect(parameter('/spillway/dev/orders/api-token', false)).rejects.toMatchObject({
      name: 'ValidationException',
    });
    await expect(parameter('/spillway/dev/certificate-arn')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('STS', () => {
  test('issues credentials for a role in the policies, for an hour', async () => {
    const { Credentials, AssumedRoleUser } = await assume('arn:aws:iam::111122223333:role/reports/reader');

    expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::111122223333:assumed-role/reader/spillway-orders');
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA/);
    expect(Credentials?.Expiration?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  });

  test('credentials of a role that is not in the templates allow nothing', async () => {
    const { Credentials } = await assume('arn:aws:iam::111122223333:role/reports/reader');
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = Credentials ?? {};
    const theirs = new SecretsManagerClient({
      ...configOf(account.reach, 'SECRETS_MANAGER'),
      credentials: { accessKeyId, secretAccessKey },
    });

    await expect(
      theirs.send(new GetSecretValueCommand({ SecretId: 'spillway/dev/orders/api-token' })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('assumed-role/reader/'),
    });
  });

  test('rejects other roles, longer sessions and other actions', async () => {
    await expect(assume('arn:aws:iam::111122223333:role/admin')).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('sts:AssumeRole on resource: arn:aws:iam::111122223333:role/admin'),
    });
    await expect(assume('arn:aws:iam::111122223333:role/reports/reader', 7_200)).rejects.toThrow(
      /1 hour session limit/,
    );
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow('GetCallerIdentity is not emulated');
  });
});

test('logs no secret, and reports an environment variable that is not set', () => {
  expect(account.lines.join('\n')).not.toMatch(/not to be printed|from the environment|also here/);
  expect(account.lines).toContain(
    'note: the secret absent of server orders is missing: the environment variable SPILLWAY_TEST_NOTHING is not set',
  );
});
