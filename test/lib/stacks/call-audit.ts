import { FUNCTIONS } from '../../../lib/functions/index.ts';
import { type Json, onlyResource, type SynthesizedStage } from './synthesize.ts';

export function describeCallAudit({ service }: SynthesizedStage): void {
  const group = () => onlyResource(service, 'AWS::Logs::LogGroup', { RetentionInDays: 365 });
  /** The statements of each function's role, by the function's name in lower case. */
  const statementsOf = (name: string): Json[] =>
    Object.entries(service.findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.toLowerCase().startsWith(`functions${name}role`))
      .flatMap(([, { Properties }]: [string, Json]) => Properties.PolicyDocument.Statement);

  test('the log group is kept, with one stream and a key of its own, which is kept, too', () => {
    service.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { RetentionInDays: 365 },
    });
    service.hasResource('AWS::SecretsManager::Secret', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { Description: 'The key of the digests of arguments in the audit of calls' },
    });
    expect(onlyResource(service, 'AWS::Logs::LogStream').properties).toEqual({
      LogGroupName: { Ref: group().id },
      LogStreamName: 'calls',
    });
    service.hasOutput('CallAuditLogGroup', { Value: { Ref: group().id } });
  });

  test.each(Object.keys(FUNCTIONS))('%s may add to the stream if it runs calls, and to nothing else', (name) => {
    const added = statementsOf(name).filter(({ Sid }) => Sid === 'RecordCalls' || Sid === 'ReadDigestKey');

    if (name !== 'stream' && name !== 'worker') return expect(added).toEqual([]);
    expect(added).toEqual([
      {
        Sid: 'RecordCalls',
        Effect: 'Allow',
        Action: 'logs:PutLogEvents',
        Resource: {
          'Fn::Join': ['', expect.arrayContaining([':log-group:', { Ref: group().id }, ':log-stream:calls'])],
        },
      },
      {
        Sid: 'ReadDigestKey',
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: { Ref: expect.stringMatching(/^CallAuditDigestKey/) },
      },
    ]);
  });
}
