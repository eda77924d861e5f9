import { Duration, Stack, Token } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EachFunction } from '../../bundle.ts';
import type { FunctionSize, StageConfig } from '../../config/index.ts';
import { FUNCTIONS, type FunctionEntry, type FunctionTable, mapValues, type Reached } from '../../functions/index.ts';
import type { CallAudit } from '../call-audit.ts';
import { pascalCase } from '../pascal-case.ts';
import { ToolAccess } from '../tool-access/index.ts';
import { FailedEvents } from './failed-events.ts';
import { McpFunction } from './mcp-function.ts';
import { settingsText } from './settings.ts';
import { ToolkitFunction } from './toolkit-function.ts';

export interface FunctionsProps {
  /** The stage's name. */
  readonly stage: string;
  /** The stage's configuration: the functions' sizes and settings, and what tools may reach. */
  readonly config: StageConfig;
  /**
   * The functions to create.
   *
   * @default FUNCTIONS
   */
  readonly functions?: FunctionTable | undefined;
  /** Directory of each function's bundled code. */
  readonly code: EachFunction<string>;
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
  /** URL of the endpoint, without a trailing slash. */
  readonly publicUrl: string;
  /** Days that CloudWatch Logs keeps the functions' logs. */
  readonly logRetention: RetentionDays;
}

/** A function of the table, as the constructs that send requests to it see it. */
export interface DeployedFunction {
  readonly reached: Reached;
  /** The alias `live`. */
  readonly alias: IFunction;
  /** When Lambda stops an invocation. */
  readonly timeout: Duration;
  /** The queue of the events that it failed to handle; only functions that events reach have one. */
  readonly failedEvents: IQueue | undefined;
}

/** Creates every function of a stage, each behind its alias `live`. */
export class Functions extends Construct {
  /** The functions of the table, by name. */
  readonly deployed: Readonly<Record<string, DeployedFunction>>;

  constructor(scope: Construct, id: string, props: FunctionsProps) {
    super(scope, id);
    const { stage, config, functions = FUNCTIONS } = props;
    const access = new ToolAccess(Stack.of(this), { stage, config, toolkit: toolkitFunctions(this, props) });
    const deployed: Record<string, DeployedFunction> = {};
    for (const [name, entry] of workersFirst(functions)) {
      const worker = entry.worker === undefined ? undefined : workerOf(name, entry.worker, deployed);
      deployed[name] = this.create(name, entry, { ...props, access, worker });
    }
    this.deployed = deployed;
  }

  private create(name: string, entry: FunctionEntry, props: CreateProps): DeployedFunction {
    const { catalog, state, signingKey, access, worker, logRetention } = props;
    const calls = entry.rights.includes('recordCalls') ? props.calls : undefined;
    const configured = sizeInStage(name, props.config);
    const size = sizeOf(configured);
    const { keyArn } = props.config.kms;
    const failedEvents =
      entry.reached.by === 'event' ? new FailedEvents(this, `${pascalCase(name)}FailedEvents`, { keyArn }) : undefined;
    const { alias } = new McpFunction(this, pascalCase(name), {
      ...size,
      description: `Spillway ${props.stage}: ${entry.description}`,
      codeDirectory: codeOf(name, props.code),
      settings: settingsText(Stack.of(this), {
        ...props,
        calls,
        maxStreams: configured.maxStreams,
        streams: entry.reached.by === 'private-api',
        ownSettings: entry.settings,
      }),
      // Another scheme replaces the load balancer, and with it the name that the functions announce.
      deployedValue: Token.isUnresolved(props.publicUrl) ? props.publicUrl : undefined,
      rights: entry.rights,
      ...{ catalog, state, signingKey, calls, access, worker, logRetention, keyArn, failedEvents },
    });
    if (entry.reached.by === 'event') {
      const { maxEventAgeSeconds, retries } = entry.reached;
      alias.configureAsyncInvoke({
        maxEventAge: Duration.seconds(maxEventAgeSeconds),
        retryAttempts: retries,
        ...(failedEvents && { onFailure: failedEvents.destination }),
      });
    }
    return { reached: entry.reached, alias, timeout: size.timeout, failedEvents: failedEvents?.queue };
  }
}

interface CreateProps extends FunctionsProps {
  readonly access: ToolAccess;
  readonly worker: IFunction | undefined;
}

/** A function that starts tasks needs the ARN of its worker, so workers are created before it. */
function workersFirst(functions: FunctionTable): [string, FunctionEntry][] {
  const entries = Object.entries(functions);
  const workers = entries.filter(([, { worker }]) => worker === undefined);
  const others = entries.filter(([, { worker }]) => worker !== undefined);
  return [...workers, ...others];
}

function workerOf(name: string, worker: string, deployed: Readonly<Record<string, DeployedFunction>>): IFunction {
  const found = deployed[worker];
  if (found !== undefined) return found.alias;
  throw new Error(
    `function ${name}: worker: found ${worker}; expected a function of the table that has no worker itself`,
  );
}

function sizeInStage(name: string, { functions: { toolkit, ...sizes } }: StageConfig): FunctionSize {
  const own: Readonly<Record<string, FunctionSize>> = sizes;
  const size = own[name];
  if (size === undefined) throw new Error(`function ${name}: the stage's configuration has no functions.${name}`);
  return size;
}

function codeOf(name: string, { toolkit, ...directories }: EachFunction<string>): string {
  const own: Readonly<Record<string, string>> = directories;
  const directory = own[name];
  if (directory === undefined) throw new Error(`function ${name}: no bundle; bundle it before synthesis`);
  return directory;
}

/** The aliases of the toolkit functions, by name. */
function toolkitFunctions(scope: Construct, { stage, config, code, logRetention }: FunctionsProps) {
  return mapValues(config.functions.toolkit, (toolkit, name): IFunction => {
    const codeDirectory = code.toolkit[name];
    if (codeDirectory === undefined) throw new Error(`toolkit function ${name}: no bundle; bundle it before synthesis`);
    return new ToolkitFunction(scope, name, {
      ...sizeOf(toolkit),
      description: `Spillway ${stage}: toolkit function ${name}`,
      codeDirectory,
      environment: toolkit.environment,
      permissions: toolkit.permissions,
      logRetention,
    }).alias;
  });
}

function sizeOf({ memoryMb, timeoutSeconds, reservedConcurrency, vpc }: FunctionSize) {
  return { memoryMb, timeout: Duration.seconds(timeoutSeconds), reservedConcurrency, vpc };
}
