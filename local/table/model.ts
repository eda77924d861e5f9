import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { type Properties, physicalId, propertiesOf, type Resolver } from '../template/index.ts';

/** One table as DynamoDB's `CreateTable` wants it. */
export type TableModel = CreateTableCommandInput & { readonly TableName: string };

const INERT = {
  Replicas: 'one machine has one copy; recovery, protection and tags are the account’s',
  SSESpecification: 'nothing is encrypted at rest locally',
  WarmThroughput: 'there are no partitions here',
  WriteOnDemandThroughputSettings: 'one machine is slower than any limit worth setting',
};

/**
 * Reads the tables of the templates.
 *
 * @throws TemplateError for a property that is not played, streams among them: dynalite has none
 */
export function readTables(resolver: Resolver): TableModel[] {
  return resolver.resources('AWS::DynamoDB::GlobalTable').map((resource) => {
    const table = propertiesOf(resource, resolver).closed(
      [
        'AttributeDefinitions',
        'BillingMode',
        'GlobalSecondaryIndexes',
        'KeySchema',
        'LocalSecondaryIndexes',
        'TableName',
        'TimeToLiveSpecification',
      ],
      INERT,
    );
    if (table.string('BillingMode') !== 'PAY_PER_REQUEST') table.fail('BillingMode', 'only PAY_PER_REQUEST is played');
    const globalIndexes = table.objects('GlobalSecondaryIndexes').map(readIndex);
    const localIndexes = table.objects('LocalSecondaryIndexes').map(readIndex);
    return {
      TableName: physicalId(resource, resolver),
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: table.objects('AttributeDefinitions').map((attribute) => ({
        AttributeName: attribute.closed(['AttributeName', 'AttributeType']).string('AttributeName'),
        AttributeType: oneOf(attribute, 'AttributeType', ['S', 'N', 'B'] as const),
      })),
      KeySchema: readKeys(table),
      ...(globalIndexes.length > 0 ? { GlobalSecondaryIndexes: globalIndexes } : {}),
      ...(localIndexes.length > 0 ? { LocalSecondaryIndexes: localIndexes } : {}),
    };
  });
}

/**
 * Reads which tables let go of items, and by which attribute.
 *
 * @returns attribute by the table's name
 * @throws TemplateError for a property that is not played
 */
export function readTimesToLive(resolver: Resolver): ReadonlyMap<string, string> {
  return new Map(
    resolver.resources('AWS::DynamoDB::GlobalTable').flatMap((resource) => {
      const table = propertiesOf(resource, resolver);
      const specification = table.optionalObject('TimeToLiveSpecification')?.closed(['AttributeName', 'Enabled']);
      if (specification === undefined || !specification.boolean('Enabled', false)) return [];
      const name = physicalId(resource, resolver);
      return [[name, specification.string('AttributeName')] as const];
    }),
  );
}

function readIndex(index: Properties) {
  index.closed(['IndexName', 'KeySchema', 'Projection'], {
    WarmThroughput: INERT.WarmThroughput,
    WriteOnDemandThroughputSettings: INERT.WriteOnDemandThroughputSettings,
  });
  const projection = index.object('Projection').closed(['ProjectionType', 'NonKeyAttributes']);
  const others = projection.strings('NonKeyAttributes');
  return {
    IndexName: index.string('IndexName'),
    KeySchema: readKeys(index),
    Projection: {
      ProjectionType: oneOf(projection, 'ProjectionType', ['ALL', 'INCLUDE', 'KEYS_ONLY']),
      ...(others.length > 0 ? { NonKeyAttributes: others } : {}),
    },
  };
}

function readKeys(owner: Properties) {
  return owner.objects('KeySchema').map((key) => ({
    AttributeName: key.closed(['AttributeName', 'KeyType']).string('AttributeName'),
    KeyType: oneOf(key, 'KeyType', ['HASH', 'RANGE']),
  }));
}

function oneOf<T extends string>(properties: Properties, name: string, allowed: readonly T[]): T {
  const value = properties.string(name);
  return allowed.find((entry) => entry === value) ?? properties.fail(name, `one of ${allowed.join(', ')} was expected`);
}
