import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { LiveFunction, type LiveFunctionProps } from './live-function.ts';
import type { ToolAccess } from './tool-access/index.ts';

export interface McpFunctionProps extends Omit<LiveFunctionProps, 'environment'> {
  /** The settings, as the JSON that the function reads from `SPILLWAY_SETTINGS`. */
  readonly settings: string;
  /** The catalogue, which the function may read. */
  readonly catalog: ITableV2;
  /** What its tools may reach. */
  readonly access: ToolAccess;
}

/** A function that answers MCP requests. */
export class McpFunction extends LiveFunction {
  constructor(scope: Construct, id: string, { settings, catalog, access, ...props }: McpFunctionProps) {
    super(scope, id, { ...props, environment: { SPILLWAY_SETTINGS: settings } });
    catalog.grant(this.role, 'dynamodb:GetItem', 'dynamodb:Query');
    access.grantTo(this.role);
  }
}
