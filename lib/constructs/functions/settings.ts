import type { Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { authSettings, type StageConfig } from '../../config/index.ts';
import type { CallAudit } from '../call-audit.ts';
import type { ToolAccess } from '../tool-access/index.ts';

export interface SettingsProps {
  /** The stage's name. */
  readonly stage: string;
  readonly config: Pick<StageConfig, 'auth' | 'edge' | 'catalog' | 'limits' | 'upstreams' | 'streaming'>;
  /** URL of the endpoint, without a trailing slash. */
  readonly publicUrl: string;
  /** The table of the catalogue. */
  readonly catalog: ITableV2;
  /** The table of tasks and open questions. */
  readonly state: ITableV2;
  /** The key that signs request states. */
  readonly signingKey: ISecret;
  /**
   * Where the function records calls.
   *
   * @default - it records none
   */
  readonly calls?: CallAudit | undefined;
  /** What tools may reach. */
  readonly access: ToolAccess;
  /**
   * The function that runs tasks, as its alias.
   *
   * @default - the function starts no tasks
   */
  readonly worker?: IFunction | undefined;
  /**
   * Streams that the deployment keeps open at once.
   *
   * @default - the function opens none that this limits
   */
  readonly maxStreams?: number | undefined;
  /**
   * Whether the function streams its responses.
   *
   * @default false
   */
  readonly streams?: boolean | undefined;
  /**
   * Settings of the function alone.
   *
   * @default - none
   */
  readonly ownSettings?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The JSON that `lambda/settings.ts` reads. `lib/` and `lambda/` share no code, so a test compares the two: the keys are those of
 * `FunctionSettings`, and the function's own.
 */
export function settingsText(stack: Stack, props: SettingsProps): string {
  const { auth, edge, catalog, limits, upstreams, streaming } = props.config;
  return stack.toJsonString({
    stage: props.stage,
    table: props.catalog.tableName,
    publicUrl: props.publicUrl,
    allowedOrigins: edge.allowedOrigins,
    auth: authSettings(auth),
    catalog: {
      refreshSeconds: catalog.refreshSeconds,
      staleSeconds: catalog.staleSeconds,
      cacheEntries: catalog.cacheEntries,
    },
    limits: {
      bodyBytes: limits.bodyBytes,
      jsonDepth: limits.jsonDepth,
      ...(limits.anonymous === undefined ? {} : { anonymous: limits.anonymous }),
    },
    upstreams: { allowedNetworks: upstreams.allowedNetworks },
    aws: props.access.settings,
    ...(props.calls === undefined ? {} : { audit: auditSettings(props.calls) }),
    ...(props.streams ? { streaming } : {}),
    state: {
      table: props.state.tableName,
      signingSecret: props.signingKey.secretArn,
      ...(props.worker === undefined ? {} : { worker: props.worker.functionArn }),
      ...(props.maxStreams === undefined ? {} : { maxStreams: props.maxStreams }),
    },
    ...props.ownSettings,
  });
}

function auditSettings({ logGroupName, logStreamName, digestKey }: CallAudit): object {
  return { logGroup: logGroupName, logStream: logStreamName, digestSecret: digestKey.secretArn };
}
