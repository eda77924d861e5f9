import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, Billing, type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/index.ts';

export interface DataStackProps extends StackProps {
  /** The stage's name. */
  readonly stage: string;
  /** Backups, protection and what is left when the stack goes. */
  readonly catalog: StageConfig['catalog'];
}

/** What a stage must not lose: the catalogue of tools. */
export class DataStack extends Stack {
  /** The table that servers and their tools live in. */
  readonly catalog: ITableV2;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: props.catalog.deletionProtection });
    const { stage, catalog } = props;

    this.catalog = new TableV2(this, 'Catalog', {
      // Named, so that an operator and the command line know it without asking CloudFormation.
      tableName: `spillway-${stage}-catalog`,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: catalog.pointInTimeRecovery },
      deletionProtection: catalog.deletionProtection,
      removalPolicy: catalog.retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });

    new CfnOutput(this, 'CatalogTable', {
      value: this.catalog.tableName,
      description: 'The table that `spillway apply --table` publishes to',
    });
  }
}
