import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { LiveFunction, type LiveFunctionProps } from './live-function.ts';
import type { ToolAccess } from './tool-access/index.ts';

export interface McpFunctionProps extends Omit<LiveFunctionProps, 'environment'> {
  /** The settings, as the JSON that the function reads from `SPILLWAY_SETTINGS`. */
  readonly settings: string;
  /** The catalogue, which the function may read. */
  readonly catalog: ITableV2;
  /** The table of tasks and open questions, which the function may read and write by key. */
  readonly state: ITableV2;
  /**
   * The key that signs request states.
   *
   * @default - the function signs nothing, and may not read it
   */
  readonly signingKey?: ISecret | undefined;
  /**
   * The function that runs tasks, as its alias.
   *
   * @default - the function starts none
   */
  readonly worker?: IFunction | undefined;
  /** What its tools may reach. */
  readonly access: ToolAccess;
}

/** A function that answers MCP requests, or runs a task that one asked for. */
export class McpFunction extends LiveFunction {
  constructor(scope: Construct, id: string, props: McpFunctionProps) {
    const { settings, catalog, state, signingKey, worker, access, ...live } = props;
    super(scope, id, { ...live, environment: { SPILLWAY_SETTINGS: settings } });
    catalog.grant(this.role, 'dynamodb:GetItem', 'dynamodb:Query');
    state.grant(this.role, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    if (signingKey !== undefined) this.allow('ReadSigningKey', 'secretsmanager:GetSecretValue', signingKey.secretArn);
    if (worker !== undefined) this.allow('StartTasks', 'lambda:InvokeFunction', worker.functionArn);
    access.grantTo(this.role);
  }

  /** Not the constructs' own grants: of a secret that one may be described too, of a function its versions be called. */
  private allow(sid: string, action: string, resource: string): void {
    this.role.addToPolicy(new PolicyStatement({ sid, actions: [action], resources: [resource] }));
  }
}
