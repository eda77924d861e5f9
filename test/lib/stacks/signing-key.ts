import { onlyResource, type SynthesizedStage } from './synthesize.ts';
import { covers, expectedAccess, secretsPattern } from './tools.ts';

export function describeSigningKey({ stage, service }: SynthesizedStage): void {
  const { id, properties } = onlyResource(service, 'AWS::SecretsManager::Secret');

  test('is made up by Secrets Manager, and in no template', () => {
    const { Tags: _, ...own } = properties;
    expect(own).toEqual({
      Description: expect.any(String),
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    });
  });

  test('is named by an output, for its rotation', () => {
    service.hasOutput('SigningKeySecret', { Value: { Ref: id } });
  });

  // AWS: AWSCloudFormation/latest/UserGuide/cfn-whatis-concepts.html: a name that CloudFormation makes starts with the logical id.
  test('has no name that a tool of any server could say', () => {
    const name = `${id}-a1B2c3D4e5F6`;
    const { prefix, store } = expectedAccess(stage).settings.secrets;

    expect(name.startsWith(prefix)).toBe(false);
    if (store === 'secrets-manager') expect(covers(secretsPattern(stage), `:secret:${name}-AbCdEf`)).toBe(false);
  });
}
