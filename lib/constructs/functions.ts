import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { EachFunction, FunctionName } from '../bundle.ts';
import type { StageConfig } from '../config/index.ts';
import { McpFunction } from './mcp-function.ts';
import { ToolAccess } from './tool-access/index.ts';
import { ToolkitFunction } from './toolkit-function.ts';

export interface FunctionsProps {
  /** The stage's name. */
  readonly stage: string;
  /** The stage's configuration: sizes, and what the functions are told. */
  readonly config: StageConfig;
  /** Directory of each function's bundled code. */
  readonly code: EachFunction<string>;
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
    const { stage, config } = props;
    const access = new ToolAccess(Stack.of(this), { stage, config, toolkit: toolkitFunctions(this, props) });
    const settings = settingsText(this, props, access);
    const create = (name: FunctionName, constructId: string, description: string) =>
      new McpFunction(this, constructId, {
        ...sizeOf(config.functions[name]),
        description,
        codeDirectory: props.code[name],
        settings,
        catalog: props.catalog,
        access,
        logRetention: props.logRetention,
      }).alias;
    this.direct = create('direct', 'Direct', `Spillway ${stage}: discovery, lists, CORS and challenges`);
    this.stream = create('stream', 'Stream', `Spillway ${stage}: calls, streamed`);
  }
}

/** The aliases of the functions that the stage deploys for its tools, by name. */
function toolkitFunctions(scope: Construct, { stage, config, code, logRetention }: FunctionsProps) {
  return Object.fromEntries(
    Object.entries(config.functions.toolkit).map(([name, toolkit]): [string, IFunction] => {
      const codeDirectory = code.toolkit[name];
      if (codeDirectory === undefined) throw new Error(`the toolkit function ${name} was not bundled`);
      const { alias } = new ToolkitFunction(scope, name, {
        ...sizeOf(toolkit),
        description: `Spillway ${stage}: toolkit function ${name}`,
        codeDirectory,
        environment: toolkit.environment,
        permissions: toolkit.permissions,
        logRetention,
      });
      return [name, alias];
    }),
  );
}

function sizeOf({ memoryMb, timeoutSeconds, reservedConcurrency }: StageConfig['functions'][FunctionName]) {
  return { memoryMb, timeout: Duration.seconds(timeoutSeconds), reservedConcurrency };
}

/**
 * The JSON that `lambda/settings.ts` reads. The two rooms share no code, so a test holds them together: the keys are those of
 * `FunctionSettings`, no more and no less.
 */
function settingsText(scope: Construct, props: FunctionsProps, access: ToolAccess): string {
  const { edge, catalog, limits, upstreams } = props.config;
  return Stack.of(scope).toJsonString({
    stage: props.stage,
    table: props.catalog.tableName,
    publicUrl: props.publicUrl,
    allowedOrigins: edge.allowedOrigins,
    catalog: { refreshSeconds: catalog.refreshSeconds, cacheEntries: catalog.cacheEntries },
    limits: { bodyBytes: limits.bodyBytes, jsonDepth: limits.jsonDepth },
    upstreams: { allowedNetworks: upstreams.allowedNetworks },
    aws: access.settings,
  });
}
