import { openTable, publish } from '../../lambda/catalog/publish/index.ts';
import { bundleEach, bundleFunction, REPOSITORY_ROOT, TOOLKIT_OPTIONS } from '../../lib/bundle.ts';
import { AwsApis } from '../../local/aws/index.ts';
import { Access } from '../../local/iam/index.ts';
import { FunctionPool, type FunctionResponse } from '../../local/lambda/index.ts';
import { EventQueue } from '../../local/lambda-api/index.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../e2e/streams/support/upstream.ts';
import { startDynalite } from '../support/dynalite.ts';
import { SETTINGS } from '../support/settings.ts';
import { SERVER, toolsFor } from './documents.ts';

/** Functions of every stage, a toolkit function, and one that belongs to the checks. */
const NAMES = ['direct', 'stream', 'worker', 'counts', 'probe'] as const;
export type FunctionName = (typeof NAMES)[number];

/** The functions as they are deployed, with a table, an upstream and the Lambda API, under one runtime. */
export interface Functions {
  /** The upstream of the tools. */
  readonly upstream: ScriptedUpstream;
  /** Lines that the functions wrote. */
  readonly lines: readonly string[];
  /**
   * Invokes a function.
   *
   * @throws FunctionFailed when it fails before its response begins
   */
  invoke(name: FunctionName, event: object): Promise<FunctionResponse>;
  stop(): Promise<void>;
}

/** What a function may use: a response that piles up in its process ends the process. */
const MEMORY_MB = 256;
const ACCOUNT = '000000000000';

/**
 * Bundles the functions and publishes the tools. A function's process starts with its first invocation.
 *
 * @param runtime path of the program that calls the handlers; default: the runtime of the local stack
 */
export async function startFunctions(runtime?: string): Promise<Functions> {
  const [table, upstream, directories] = await Promise.all([startDynalite(), startScriptedUpstream(), bundle()]);
  const catalogue = openTable(table);
  await publish(catalogue, { server: SERVER, documents: toolsFor(upstream.port), prune: true });
  catalogue.close();

  const lines: string[] = [];
  const access = new Access((line) => lines.push(line));
  const aws = new AwsApis();
  await aws.listen();
  const { accessKeyId, secretAccessKey } = access.user;
  const arnOf = (name: FunctionName) => `arn:aws:lambda:${table.region}:${ACCOUNT}:function:${name}`;
  const settings = {
    ...SETTINGS,
    table: table.table,
    upstreams: { allowedNetworks: ['127.0.0.0/8'], loopback: true },
    aws: { ...SETTINGS.aws, functions: { counts: arnOf('counts') } },
  };
  const environment = {
    ...aws.environment,
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    SPILLWAY_SETTINGS: JSON.stringify(settings),
  };
  const open = (name: FunctionName): FunctionPool => {
    const identity = { name, label: name, arn: arnOf(name), codeDirectory: directories[name] };
    const limits = { memoryMb: MEMORY_MB, timeoutSeconds: 60, concurrency: 1, isReserved: true };
    const place = { region: table.region, logGroup: `/aws/lambda/${name}`, roleArn: undefined };
    const program = { handler: 'index.handler', environment, ...(runtime && { runtime }) };
    return new FunctionPool({ ...identity, ...limits, ...place, ...program }, (line) =>
      lines.push(`[${name}] ${line}`),
    );
  };
  const pools = new Map(NAMES.map((name) => [arnOf(name), open(name)]));
  aws.configure({
    access,
    account: ACCOUNT,
    region: table.region,
    findFunction: (arn) => pools.get(arn),
    events: new EventQueue({ configs: new Map(), log: () => undefined, send: () => undefined }),
    findSecret: () => undefined,
    generatedSecrets: new Map(),
    writeLog: () => undefined,
    statementsOf: () => [],
  });
  return {
    upstream,
    lines,
    invoke: async (name, event) => {
      const pool = pools.get(arnOf(name));
      if (pool === undefined) throw new Error(`no function ${name}`);
      return pool.invoke(JSON.stringify(event), arnOf(name));
    },
    stop: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
      await aws.close();
      await upstream.close();
      await table.stop();
    },
  };
}

/** @returns the directories of the bundles */
async function bundle(): Promise<Record<FunctionName, string>> {
  const others = {
    'ric-probe': { entry: 'test/ric/functions/probe.ts' },
    'ric-counts': { entry: 'test/e2e/streams/functions/counts.ts' },
  };
  const [direct, stream, worker, { 'ric-probe': probe, 'ric-counts': counts }] = await Promise.all([
    bundleFunction('direct'),
    bundleFunction('stream'),
    bundleFunction('worker'),
    bundleEach(others, REPOSITORY_ROOT, TOOLKIT_OPTIONS),
  ]);
  return {
    direct: direct.directory,
    stream: stream.directory,
    worker: worker.directory,
    probe: probe.directory,
    counts: counts.directory,
  };
}
