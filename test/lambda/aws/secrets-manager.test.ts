import { createSecretReader } from '../../../lambda/aws/index.ts';
import {
  type AwsServer,
  answers,
  functionEnvironment,
  refuses,
  rightAuthorization,
  startAwsServer,
} from '../../support/aws-server.ts';

const ARN = 'arn:aws:secretsmanager:ap-south-1:123456789012:secret:signing-AbCdEf';

describe('reading a secret', () => {
  let server: AwsServer;
  beforeEach(async () => {
    server = await startAwsServer();
  });
  afterEach(() => server.close());
  const reader = () => createSecretReader(ARN, functionEnvironment(server.endpoint));

  test('asks for one version of it, signed for the Region of its ARN', async () => {
    server.behaviours = [answers(200, '{"Name":"signing","SecretString":"hush"}')];
    expect(await reader()('AWSPREVIOUS')).toBe('hush');

    const [seen] = server.seen;
    expect(JSON.parse(seen?.body ?? '')).toEqual({ SecretId: ARN, VersionStage: 'AWSPREVIOUS' });
    expect(seen?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
      authorization: seen && (await rightAuthorization(seen)),
    });
    expect(seen?.headers.authorization).toContain('/ap-south-1/secretsmanager/aws4_request');
  });

  test('a version that is not there, and one without text, are undefined', async () => {
    server.behaviours = [refuses('ResourceNotFoundException'), answers(200, '{"SecretBinary":"aHVzaA=="}')];
    expect(await reader()('AWSPREVIOUS')).toBeUndefined();
    expect(await reader()('AWSCURRENT')).toBeUndefined();
  });

  test('a refusal is told by its name', async () => {
    server.behaviours = [refuses('AccessDeniedException')];
    await expect(reader()('AWSCURRENT')).rejects.toThrow('GetSecretValue was refused: AccessDeniedException');
  });
});
