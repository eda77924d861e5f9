import { onlyResource, type SynthesizedStage } from './synthesize.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';

export function describeData({ stage, data, app }: SynthesizedStage): void {
  const shipped = stage === 'prod';
  const tableOf = (name: string) => onlyResource(data, TABLE, { TableName: `spillway-${stage}-${name}` });

  test.each(['catalog', 'state', 'audit'])(
    '%s is a table with string keys, on demand, named after the stage',
    (name) => {
      expect(tableOf(name).properties).toMatchObject({
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
    },
  );

  test.each(['catalog', 'audit'])(
    `%s is ${shipped ? 'kept, protected and backed up' : 'gone with its stack'}, and forgets nothing`,
    (name) => {
      const { properties } = tableOf(name);
      data.hasResource(TABLE, {
        DeletionPolicy: shipped ? 'RetainExceptOnCreate' : 'Delete',
        UpdateReplacePolicy: shipped ? 'Retain' : 'Delete',
        Properties: {
          TableName: `spillway-${stage}-${name}`,
          Replicas: [
            {
              Region: 'us-east-1',
              DeletionProtectionEnabled: shipped,
              PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: shipped },
            },
          ],
        },
      });
      expect(properties).not.toHaveProperty('TimeToLiveSpecification');
    },
  );

  test(`the stack is ${shipped ? '' : 'not '}protected, and names the catalogue`, () => {
    data.hasOutput('CatalogTable', { Value: { Ref: tableOf('catalog').id } });
    const artifact = app.synth().getStackByName(`Spillway-${stage}-Data`);
    expect(artifact.terminationProtection ?? false).toBe(shipped);
  });

  test('a table that can be protected is created after those that may fail', () => {
    data.hasResource(TABLE, {
      DependsOn: [tableOf('state').id],
      Properties: { TableName: `spillway-${stage}-audit` },
    });
    data.hasResource(TABLE, {
      DependsOn: [tableOf('audit').id],
      Properties: { TableName: `spillway-${stage}-catalog` },
    });
  });

  test('the state forgets what has expired, and is gone with its stack on every stage', () => {
    const { properties } = tableOf('state');
    expect(properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true });
    expect(properties.Replicas[0]).not.toHaveProperty('PointInTimeRecoverySpecification');
    expect(properties.Replicas[0].DeletionProtectionEnabled ?? false).toBe(false);
    data.hasResource(TABLE, {
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: { TableName: `spillway-${stage}-state` },
    });
  });
}
