import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib';
import type { StageConfig } from '../../config/index.ts';

/** One statement of a policy, before it is one. */
export interface Grant {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why a reviewer may accept those resources that hold a wildcard. */
  readonly wildcardReason?: string;
}

/** A function with its version or alias has one part more. */
const QUALIFIED_ARN_PARTS = 8;

/** Leave to invoke the stage's toolkit functions, by the ARNs of their aliases, and the account's other functions that it lists. */
export function invokeFunctions(aliases: readonly string[], existing: StageConfig['existingFunctions']): Grant {
  const others = Object.values(existing).flatMap((arn) =>
    arn.split(':').length === QUALIFIED_ARN_PARTS ? [arn] : [arn, `${arn}:*`],
  );
  return {
    sid: 'InvokeFunctions',
    actions: ['lambda:InvokeFunction'],
    resources: [...aliases, ...others],
    wildcardReason:
      'The stage lists this one function without a version or alias, so tools may name any of them; the wildcard stands for ' +
      'nothing else. Listed with a version or alias, the function brings no wildcard.',
  };
}

/** Leave to read the tables that the stage lists, by key and by index; never to scan them. */
export function readTables(stack: Stack, tables: StageConfig['tables']): Grant {
  const arns = Object.values(tables).map(({ table }) => tableArn(stack, table));
  return {
    sid: 'ReadTables',
    actions: ['dynamodb:GetItem', 'dynamodb:Query'],
    resources: arns.flatMap((arn) => [arn, `${arn}/index/*`]),
    wildcardReason:
      'The stage lists this table for tools to query, and the wildcard stands for its indexes alone: they hold nothing that the ' +
      'table does not, and only their owner can make one.',
  };
}

/** Leave to write single items of the tables that the stage lists as writable. */
export function writeTables(stack: Stack, tables: StageConfig['tables']): Grant {
  return {
    sid: 'WriteTables',
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
    resources: Object.values(tables)
      .filter(({ writable }) => writable)
      .map(({ table }) => tableArn(stack, table)),
  };
}

/** Leave to assume the roles that the stage lists; each role's trust policy has its own say. */
export function assumeRoles(roles: StageConfig['awsRoles']): Grant {
  return { sid: 'AssumeRoles', actions: ['sts:AssumeRole'], resources: Object.values(roles) };
}

const SECRET_REASON =
  'Secrets come and go with the tools, without a deployment; the wildcard stands for those below the prefix of this one stage, ' +
  'which nothing else uses, and a server of the stage reaches only those below its own name.';

/**
 * Leave to read the secrets of the stage's servers, `{prefix}{server}/{secret}`. The pattern has both steps: the parameter
 * `/spillway/{stage}/certificate-arn` has one, so it is nobody's secret and stays out of reach.
 *
 * No statement for KMS: the keys that AWS keeps for the two stores (aws/secretsmanager, aws/ssm) admit whoever may read there.
 */
export function readSecrets(stack: Stack, { store }: StageConfig['secrets'], stage: string): Grant {
  const inSecretsManager = store === 'secrets-manager';
  // An ARN writes a parameter's name without its leading slash.
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

/** What the store's own name of a secret starts with. Names of parameters that have steps start with a slash. */
export function secretPrefix({ store }: StageConfig['secrets'], stage: string): string {
  return store === 'ssm' ? `/spillway/${stage}/` : `spillway/${stage}/`;
}

function tableArn(stack: Stack, table: string): string {
  return table.startsWith('arn:')
    ? table
    : Arn.format({ service: 'dynamodb', resource: 'table', resourceName: table }, stack);
}
