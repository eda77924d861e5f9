import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { type Properties, physicalId, propertiesOf, type Resolver } from '../template/index.ts';

/** A table, as input of `CreateTable`. */
export type TableModel = CreateTableCommandInput & { readonly TableName: string };

const INERT = {
  Replicas: 'the local stack has one replica; recovery, deletion protection and tags are not emulated',
  SSESpecification: 'the local stack does not encrypt at rest',
  WarmThroughput: 'throughput limits are not emulated',
  WriteOnDemandThroughputSettings: 'throughput limits are not emulated',
};

/**
 * Reads the tables of the templates.
 *
 * @throws TemplateError for a property that is not emulated, such as a stream specification: dynalite has no streams
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
    if (table.string('BillingMode') !== 'PAY_PER_REQUEST')
      table.fail('BillingMode', 'only PAY_PER_REQUEST is emulated');
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

/** Names of the partition keys, by the table's name. */
export function readPartitionKeys(resolver: Resolver): ReadonlyMap<string, string> {
  return new Map(
    readTables(resolver).map(({ TableName, KeySchema }) => {
      const key = KeySchema?.find(({ KeyType }) => KeyType === 'HASH');
      return [TableName, key?.AttributeName ?? ''];
    }),
  );
}

/**
 * Reads the time-to-live attribute of each table that has one.
 *
 * @returns attributes by the table's name
 * @throws TemplateError for a property that is not emulated
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
  return allowed.find((entry) => entry === value) ?? properties.fail(name, `expected one of ${allowed.join(', ')}`);
}
