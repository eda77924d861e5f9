import { Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type Conditions, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Right } from '../../functions/index.ts';
import type { CallAudit } from '../call-audit.ts';
import { useOfKey } from '../encryption.ts';
import type { ToolAccess } from '../tool-access/index.ts';
import type { FailedEvents } from './failed-events.ts';
import { LiveFunction, type LiveFunctionProps } from './live-function.ts';

export interface McpFunctionProps extends Omit<LiveFunctionProps, 'environment'> {
  /** The settings, as the JSON that the function reads from `SPILLWAY_SETTINGS`. */
  readonly settings: string;
  /** What the function may do with the resources below. */
  readonly rights: readonly Right[];
  /** The table of the catalogue. */
  readonly catalog: ITableV2;
  /** The table of tasks and open questions. */
  readonly state: ITableV2;
  /** The key that signs request states. */
  readonly signingKey: ISecret;
  /**
   * Where calls are recorded.
   *
   * @default - calls are not audited
   */
  readonly calls?: CallAudit | undefined;
  /**
   * ARN of the key that encrypts tables and secrets.
   *
   * @default - keys of AWS, which need no permission
   */
  readonly keyArn?: string | undefined;
  /** What tools may reach. */
  readonly access: ToolAccess;
  /**
   * Where Lambda keeps the events that the function failed to handle.
   *
   * @default - no events reach the function
   */
  readonly failedEvents?: FailedEvents | undefined;
  /**
   * The function that runs tasks, as its alias.
   *
   * @default - the function starts no tasks
   */
  readonly worker?: IFunction | undefined;
}

/**
 * Limits a statement to the items of stream leases, whose partition `lambda/state/stream-leases.ts` defines.
 * AWS: amazondynamodb/latest/developerguide/specifying-conditions.html
 */
const LEASES_ONLY: Conditions = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['L#listen'] } };

/** The same for the items of limits: `lambda/state/rate-leases.ts` and `lambda/state/limits.ts` define their partitions. */
const LIMITS_ONLY: Conditions = {
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['L#rate#*', 'L#operations#*'] },
};

/** A function that answers MCP requests or runs tasks. */
export class McpFunction extends LiveFunction {
  constructor(scope: Construct, id: string, props: McpFunctionProps) {
    const { settings, rights, catalog, state, signingKey, worker, access, calls, keyArn, failedEvents, ...live } =
      props;
    super(scope, id, { ...live, environment: { SPILLWAY_SETTINGS: settings } });
    const has = (right: Right) => rights.includes(right);
    if (has('readCatalog')) {
      catalog.grant(this.role, 'dynamodb:GetItem', 'dynamodb:Query');
      // API keys that were written to another table, which a backup restored, are not valid.
      this.allow('IdentifyCatalog', 'dynamodb:DescribeTable', catalog.tableArn);
    }
    if (has('useState')) {
      state.grant(this.role, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    }
    if (has('readState')) state.grant(this.role, 'dynamodb:GetItem', 'dynamodb:Query');
    if (has('holdStreamLeases')) this.allow('HoldStreamLeases', 'dynamodb:UpdateItem', state.tableArn, LEASES_ONLY);
    if (has('enforceLimits')) this.allow('EnforceLimits', 'dynamodb:UpdateItem', state.tableArn, LIMITS_ONLY);
    if (has('readSigningKey')) this.allow('ReadSigningKey', 'secretsmanager:GetSecretValue', signingKey.secretArn);
    if (has('recordCalls') && calls !== undefined) {
      this.allow('RecordCalls', 'logs:PutLogEvents', calls.logStreamArn);
      this.allow('ReadDigestKey', 'secretsmanager:GetSecretValue', calls.digestKey.secretArn);
    }
    if (worker !== undefined) this.allow('StartTasks', 'lambda:InvokeFunction', worker.functionArn);
    if (failedEvents !== undefined) this.role.addToPolicy(failedEvents.permission);
    if (keyArn !== undefined) this.role.addToPolicy(useOfKey(Stack.of(this), keyArn));
    if (has('reachTools')) access.grantTo(this.role);
  }

  /** The CDK's own grants allow more: describing the secret, and invoking every version of the function. */
  private allow(sid: string, action: string, resource: string, conditions: Conditions = {}): void {
    this.role.addToPolicy(new PolicyStatement({ sid, actions: [action], resources: [resource], conditions }));
  }
}
