import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { type Attribute, AttributeType, Billing, type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/index.ts';

export interface DataStackProps extends StackProps {
  /** The stage's name. */
  readonly stage: string;
  /** Backups, protection and what is left when the stack goes. */
  readonly catalog: StageConfig['catalog'];
}

/** What both tables have: keys of text, and no bill but for what is asked of them. */
const SHAPE: { readonly partitionKey: Attribute; readonly sortKey: Attribute; readonly billing: Billing } = {
  partitionKey: { name: 'pk', type: AttributeType.STRING },
  sortKey: { name: 'sk', type: AttributeType.STRING },
  billing: Billing.onDemand(),
};

/** What a stage must not lose, the catalogue of tools; and what outlives a request, for a day at most. */
export class DataStack extends Stack {
  /** The table that servers and their tools live in. */
  readonly catalog: ITableV2;
  /** The table of tasks and open questions. */
  readonly state: ITableV2;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: props.catalog.deletionProtection });
    const { stage, catalog } = props;

    this.catalog = new TableV2(this, 'Catalog', {
      ...SHAPE,
      // Named, so that an operator and the command line know it without asking CloudFormation.
      tableName: `spillway-${stage}-catalog`,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: catalog.pointInTimeRecovery },
      deletionProtection: catalog.deletionProtection,
      removalPolicy: catalog.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });

    this.state = new TableV2(this, 'State', {
      ...SHAPE,
      tableName: `spillway-${stage}-state`,
      timeToLiveAttribute: 'expires',
      // Nothing in it outlives a day, so there is nothing to bring back from a backup, or to keep from being deleted or when the
      // stack goes: whoever waits for a task then asks again. The stage's keys for the catalogue do not apply.
      removalPolicy: RemovalPolicy.DESTROY,
    });

    new CfnOutput(this, 'CatalogTable', {
      value: this.catalog.tableName,
      description: 'The table that `spillway apply --table` publishes to',
    });
  }
}
