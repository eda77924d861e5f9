import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';
import type { StageConfig } from '../../config/index.ts';

/** The data of one policy statement. */
export interface Grant {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /**
   * Why a reviewer can accept resources that contain a wildcard.
   *
   * @default - no resource contains one
   */
  readonly wildcardReason?: string;
}

/** Parts of a function ARN with a version or alias; an ARN without has seven. */
const QUALIFIED_ARN_PARTS = 8;

/** Allows invoking the toolkit functions, by the ARNs of their aliases, and the existing functions that the stage lists. */
export function invokeFunctions(aliases: readonly string[], existing: StageConfig['existingFunctions']): Grant {
  const others = Object.values(existing).flatMap((arn) =>
    arn.split(':').length === QUALIFIED_ARN_PARTS ? [arn] : [arn, `${arn}:*`],
  );
  return {
    sid: 'InvokeFunctions',
    actions: ['lambda:InvokeFunction'],
    resources: [...aliases, ...others],
    wildcardReason:
      'The stage lists this function without a version or alias, so tools may invoke any of them; the wildcard matches nothing ' +
      'else. A function listed with a version or alias needs no wildcard.',
  };
}

/** Allows reading the tables that the stage lists, by key and by index, without scans. */
export function readTables(stack: Stack, tables: StageConfig['tables']): Grant {
  const arns = Object.values(tables).map(({ table }) => tableArn(stack, table));
  return {
    sid: 'ReadTables',
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resources: arns.flatMap((arn) => [arn, `${arn}/index/*`]),
    wildcardReason:
      'The stage lists this table for tools to query, and the wildcard matches only its indexes. They hold nothing that the table ' +
      'does not hold, and only the owner of the table can create one.',
  };
}

/** Allows writing single items of the tables that the stage lists as writable. */
export function writeTables(stack: Stack, tables: StageConfig['tables']): Grant {
  return {
    sid: 'WriteTables',
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    resources: Object.values(tables)
      .filter(({ writable }) => writable)
      .map(({ table }) => tableArn(stack, table)),
  };
}

/** Allows assuming the roles that the stage lists, if their trust policies permit it. */
export function assumeRoles(roles: StageConfig['awsRoles']): Grant {
  return { sid: 'AssumeRoles', actions: ['sts:AssumeRole'], resources: Object.values(roles) };
}

const SECRET_REASON =
  'Tools, and their secrets, change without a deployment. The wildcard matches only secrets with the prefix of this stage, which ' +
  'nothing else uses, and a server of the stage reaches only the secrets below its own name.';

/**
 * Allows reading the secrets of the stage's servers, `{prefix}{server}/{secret}`. The pattern requires both steps, so it does not
 * match the parameter `/spillway/{stage}/certificate-arn`.
 *
 * KMS needs no statement: the AWS managed keys of both stores (aws/secretsmanager, aws/ssm) allow every principal that may read there.
 */
export function readSecrets(stack: Stack, { store }: StageConfig['secrets'], stage: string): Grant {
  const inSecretsManager = store === 'secrets-manager';
  // The ARN of a parameter omits the leading slash of its name.
  const resourceName = `spillway/${stage}/*/*`;
  return {
    sid: 'ReadSecrets',
    actions: [inSecretsManager ? 'secretsmanager:GetSecretValue' : 'ssm:GetParameter'],
    resources: [
      inSecretsManager
        ? stack.formatArn({
            service: 'secretsmanager',
            resource: 'secret',
            resourceName,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          })
        : stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName }),
    ],
    wildcardReason: SECRET_REASON,
  };
}

/** Prefix of the secrets' names in the store. A hierarchical parameter name starts with a slash. */
export function secretPrefix({ store }: StageConfig['secrets'], stage: string): string {
  return store === 'ssm' ? `/spillway/${stage}/` : `spillway/${stage}/`;
}

function tableArn(stack: Stack, table: string): string {
  return table.startsWith('arn:')
    ? table
    : Arn.format({ service: 'dynamodb', resource: 'table', resourceName: table }, stack);
}
