import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
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
  /** The table of tasks and open questions, which the functions may read and write. */
  readonly state: ITableV2;
  /** The key that signs request states. */
  readonly signingKey: ISecret;
  /** Where agents reach the endpoint. */
  readonly publicUrl: string;
  /** How long logs are kept. */
  readonly logRetention: RetentionDays;
}

/**
 * How long an event may wait for the worker, and how often it runs again after a failure. A task that is an hour late is one that
 * its caller has given up. That an event may come twice, retried or not, is the worker's to bear: it takes a lease on the task.
 * AWS: lambda/latest/dg/invocation-async-configuring.html
 */
const TASK_EVENTS = { maxEventAge: Duration.hours(1), retryAttempts: 2 };

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
    const { catalog, state, signingKey, logRetention } = props;
    const create = (name: FunctionName, constructId: string, description: string, worker?: IFunction) =>
      new McpFunction(this, constructId, {
        ...sizeOf(config.functions[name]),
        description: `Spillway ${stage}: ${description}`,
        codeDirectory: props.code[name],
        settings: settingsText(this, props, access, worker),
        ...{ catalog, state, worker, access, logRetention },
        // Who starts tasks answers callers; the worker answers nobody, and signs nothing.
        ...(worker === undefined ? {} : { signingKey }),
      }).alias;
    const worker = create('worker', 'Worker', 'tasks, which outlive their request');
    worker.configureAsyncInvoke(TASK_EVENTS);
    this.direct = create('direct', 'Direct', 'discovery, lists, CORS and challenges', worker);
    this.stream = create('stream', 'Stream', 'calls, streamed', worker);
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
function settingsText(
  scope: Construct,
  props: FunctionsProps,
  access: ToolAccess,
  worker: IFunction | undefined,
): string {
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
    state: {
      table: props.state.tableName,
      signingSecret: props.signingKey.secretArn,
      ...(worker === undefined ? {} : { worker: worker.functionArn }),
    },
  });
}
