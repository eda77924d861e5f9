import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName } from '../bundle.ts';
import type { StageConfig } from '../config/index.ts';
import { McpFunction } from './mcp-function.ts';

export interface FunctionsProps {
  /** The stage's name. */
  readonly stage: string;
  /** The stage's configuration: sizes, and what the functions are told. */
  readonly config: StageConfig;
  /** Directory of each function's bundled code. */
  readonly code: Readonly<Record<FunctionName, string>>;
  /** The catalogue, which the functions may read. */
  readonly catalog: ITableV2;
  /** Where agents reach the endpoint. */
  readonly publicUrl: string;
  /** How long logs are kept. */
  readonly logRetention: RetentionDays;
}

/** The stage's functions, each as its alias `live`. */
export class Functions extends Construct {
  /** Answers the load balancer itself, buffered. */
  readonly direct: IFunction;
  /** Answers API Gateway, streaming. */
  readonly stream: IFunction;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    const settings = settingsText(this, props);
    const create = (name: FunctionName, constructId: string, description: string) => {
      const { memoryMb, timeoutSeconds, reservedConcurrency } = props.config.functions[name];
      return new McpFunction(this, constructId, {
        description,
        codeDirectory: props.code[name],
        memoryMb,
        timeout: Duration.seconds(timeoutSeconds),
        reservedConcurrency,
        settings,
        catalog: props.catalog,
        logRetention: props.logRetention,
      }).alias;
    };
    this.direct = create('direct', 'Direct', `Spillway ${props.stage}: discovery, lists, CORS and challenges`);
    this.stream = create('stream', 'Stream', `Spillway ${props.stage}: calls, streamed`);
  }
}

/**
 * The JSON that `lambda/settings.ts` reads. The two rooms share no code, so a test holds them together: the keys are those of
 * `FunctionSettings`, no more and no less.
 */
function settingsText(scope: Construct, props: FunctionsProps): string {
  const { edge, catalog, limits, upstreams } = props.config;
  return Stack.of(scope).toJsonString({
    stage: props.stage,
    table: props.catalog.tableName,
    publicUrl: props.publicUrl,
    allowedOrigins: edge.allowedOrigins,
    catalog: { refreshSeconds: catalog.refreshSeconds, cacheEntries: catalog.cacheEntries },
    limits: { bodyBytes: limits.bodyBytes, jsonDepth: limits.jsonDepth },
    upstreams: { allowedNetworks: upstreams.allowedNetworks },
  });
}
