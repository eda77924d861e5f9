import type { SynthesizedStage } from './synthesize.ts';

export function describeData({ stage, data, app }: SynthesizedStage): void {
  const shipped = stage === 'prod';

  test('the catalogue is a table with string keys, on demand, named after the stage', () => {
    data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      TableName: `spillway-${stage}-catalog`,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    });
  });

  test(`it is ${shipped ? 'kept, protected and backed up' : 'gone with its stack'}`, () => {
    data.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: shipped ? 'Retain' : 'Delete',
      UpdateReplacePolicy: shipped ? 'Retain' : 'Delete',
      Properties: {
        Replicas: [
          {
            Region: 'us-east-1',
            DeletionProtectionEnabled: shipped,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: shipped },
          },
        ],
      },
    });
    const artifact = app.synth().getStackByName(`Spillway-${stage}-Data`);
    expect(artifact.terminationProtection ?? false).toBe(shipped);
  });

  test('its name is an output', () => {
    data.hasOutput('CatalogTable', { Value: { Ref: expectTableId(data) } });
  });
}

function expectTableId(data: SynthesizedStage['data']): string {
  const [id = ''] = Object.keys(data.findResources('AWS::DynamoDB::GlobalTable'));
  return id;
}
