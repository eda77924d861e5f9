import { type Stack, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { StageConfig } from '../../config/index.ts';
import {
  assumeRoles,
  type Grant,
  invokeFunctions,
  readSecrets,
  readTables,
  secretPrefix,
  writeTables,
} from './grants.ts';

export interface ToolAccessProps {
  /** The stage's name. */
  readonly stage: string;
  /** The stage's lists of what tools may reach. */
  readonly config: Pick<StageConfig, 'existingFunctions' | 'tables' | 'awsRoles' | 'secrets'>;
  /** The toolkit functions, by name. */
  readonly toolkit: Readonly<Record<string, IFunction>>;
}

/**
 * What tools may reach in the account: the names in a function's settings, and the statements of its role. Both follow from the same
 * lists, for every function that runs tools.
 */
export class ToolAccess {
  /** The settings that `AwsAccess` in `lambda/targets/types.ts` defines. */
  readonly settings: object;
  private readonly stack: Stack;
  private readonly grants: readonly Grant[];

  constructor(stack: Stack, { stage, config, toolkit }: ToolAccessProps) {
    const { existingFunctions, tables, awsRoles, secrets } = config;
    const aliases = Object.fromEntries(Object.entries(toolkit).map(([name, alias]) => [name, alias.functionArn]));
    this.stack = stack;
    this.settings = {
      functions: { ...aliases, ...existingFunctions },
      tables,
      roles: awsRoles,
      secrets: { store: secrets.store, prefix: secretPrefix(secrets, stage) },
    };
    this.grants = [
      invokeFunctions(Object.values(aliases), existingFunctions),
      readTables(stack, tables),
      writeTables(stack, tables),
      assumeRoles(awsRoles),
      readSecrets(stack, secrets, stage),
    ].filter(({ resources }) => resources.length > 0);
  }

  /** Adds the statements to a function's role. */
  grantTo(role: Role): void {
    for (const { sid, actions, resources, wildcardReason } of this.grants) {
      role.addToPolicy(new PolicyStatement({ sid, actions: [...actions], resources: [...resources] }));
      if (wildcardReason === undefined) continue;
      for (const wildcard of resources.filter((resource) => resource.includes('*'))) {
        Validations.of(role).acknowledge({ id: this.findingOf(wildcard), reason: wildcardReason });
      }
    }
  }

  /** cdk-nag's id of a wildcard finding. cdk-nag writes an account that is unknown at synthesis as `<AWS::AccountId>`. */
  private findingOf(wildcard: string): string {
    const { account } = this.stack;
    const text = Token.isUnresolved(account) ? wildcard.replaceAll(account, '<AWS::AccountId>') : wildcard;
    return `AwsSolutions-IAM5[Resource::${text}]`;
  }
}
