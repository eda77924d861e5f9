import type { IAspect, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';

/** Encrypts every log group and secret below a construct with one key of the account. Tables and queues take the key when they are created. */
export class EncryptWith implements IAspect {
  private readonly keyArn: string;

  constructor(keyArn: string) {
    this.keyArn = keyArn;
  }

  visit(node: IConstruct): void {
    if (node instanceof CfnLogGroup || node instanceof CfnSecret) node.kmsKeyId = this.keyArn;
  }
}

/** What DynamoDB, Secrets Manager and SQS do with the key for a caller, which must have these permissions itself. */
const KEY_ACTIONS = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * Allows using the key through the services that hold the stage's data, and in no other way.
 * AWS: amazondynamodb/latest/developerguide/encryption.usagenotes.html, secretsmanager/latest/userguide/security-encryption.html,
 * lambda/latest/dg/invocation-async-retain-records.html
 */
export function useOfKey(stack: Stack, keyArn: string): PolicyStatement {
  const services = ['dynamodb', 'secretsmanager', 'sqs', 'ssm'].map(
    (name) => `${name}.${stack.region}.${stack.urlSuffix}`,
  );
  return new PolicyStatement({
    sid: 'UseKey',
    actions: KEY_ACTIONS,
    resources: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': services } },
  });
}
