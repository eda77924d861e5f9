import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  Billing,
  TableEncryptionV2,
  type TablePropsV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/index.ts';
import { tableNames } from '../names.ts';

export interface DataStackProps extends StackProps {
  /** The stage's name. */
  readonly stage: string;
  /** Backups, deletion protection and removal policy of the catalogue. */
  readonly catalog: StageConfig['catalog'];
  /**
   * ARN of the key that encrypts the tables.
   *
   * @default - the key that DynamoDB owns
   */
  readonly keyArn?: string | undefined;
}

/** Common to all tables: string keys, and on-demand billing. */
const SHAPE: { readonly partitionKey: Attribute; readonly sortKey: Attribute; readonly billing: Billing } = {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.STRING },
  billing: Billing.onDemand(),
};

/**
 * The tables of a stage: the catalogue and the audit of its changes, which must not be lost, and the state, which expires within a day.
 */
export class DataStack extends Stack {
  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: props.catalog.deletionProtection });
    const { stage, catalog } = props;
    const names = tableNames(stage);

    const encryption: Pick<TablePropsV2, 'encryption'> =
      props.keyArn === undefined
        ? {}
        : { encryption: TableEncryptionV2.customerManagedKey(Key.fromKeyArn(this, 'Key', props.keyArn)) };
    const shape = { ...SHAPE, ...encryption };
    const kept = {
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: catalog.pointInTimeRecovery },
      deletionProtection: catalog.deletionProtection,
      removalPolicy: catalog.retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    };
    const catalogTable = new TableV2(this, 'Catalog', {
      ...shape,
      ...kept,
      tableName: names.catalog,
    });

    const stateTable = new TableV2(this, 'State', {
      ...shape,
      tableName: names.state,
      timeToLiveAttribute: 'expires',
      // Every item expires within a day, so backups, deletion protection and retention would protect nothing: a client whose task
      // is lost starts it again. The stage's keys for the catalogue do not apply here.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    // Its records have no expiry, because how long they must be kept is not ours to decide. It is written by the command line, with
    // the credentials of the person or pipeline that changes something.
    const auditTable = new TableV2(this, 'Audit', { ...shape, ...kept, tableName: names.audit });

    // A creation fails if a table has the name already, as one that an earlier deployment left. CloudFormation cannot roll back a
    // protected table, so the unprotected one is created first. Catalogue and audit are left together: then neither exists yet.
    auditTable.node.addDependency(stateTable);
    catalogTable.node.addDependency(auditTable);

    new CfnOutput(this, 'CatalogTable', {
      value: catalogTable.tableName,
      description: 'The table that `spillway apply --table` publishes to',
    });
  }
}
