import { join, resolve } from 'node:path';
import { readStageVariables, type VariableValues } from '../lambda/catalog/publish/index.ts';
import { type AccessLogEntry, LoadBalancer, readLoadBalancer } from './alb/index.ts';
import { catalogScopes, createStackKey, type StackKey, scopesIn } from './auth/index.ts';
import { AwsApis, generateSecrets } from './aws/index.ts';
import {
  type CatalogTarget,
  checkCatalog,
  countServers,
  exampleDirectories,
  LiveCatalog,
  namedDirectories,
  publishCatalog,
  type ServerCounts,
} from './catalog/index.ts';
import { LocalStackError } from './errors.ts';
import { type Issuer, startFunctions, type Undo } from './functions.ts';
import { Access, type AccessKey, readStatements } from './iam/index.ts';
import { type FindFunction, readEventInvokeConfigs } from './lambda/index.ts';
import { EventQueue } from './lambda-api/index.ts';
import { LOCAL_FILE, readLocalFiles } from './local-yaml/index.ts';
import { callPrivateApi, readPrivateApis, type StreamingFaults } from './private-api/index.ts';
import { appendLines } from './private-files.ts';
import type { LivePrograms, RunningProgram } from './programs/index.ts';
import { movePorts, Service, type ServiceSpec, serviceVariables } from './services/index.ts';
import { StateDirectory } from './state.ts';
import { REPOSITORY_ROOT, synthesize } from './synth.ts';
import {
  LocalTables,
  readPartitionKeys,
  readSeededTables,
  readTables,
  readTimesToLive,
  type SeededTable,
} from './table/index.ts';
import { checkAssembly, physicalAttributes, Resolver, readAssembly } from './template/index.ts';
import type { RunningFunction } from './toolkit/index.ts';
import type { Watching } from './watch/index.ts';
import { watchCatalog, watchFunctions, watchPrograms } from './watch-stack.ts';

/** Options of the local stack. Each has the default of the command line. */
export interface LocalStackOptions {
  /** Port of the load balancer; 0 selects a free one. */
  readonly port?: number;
  readonly stage?: string;
  /** Directory of the stage file, relative to the root of the repository; default `config`. */
  readonly stages?: string;
  /** Directories of catalogue documents; default: the folders of `examples/` but `apis`. An empty list publishes nothing. */
  readonly catalog?: readonly string[] | undefined;
  /**
   * Admits nobody without credentials, whatever the stage says: creates a key, and starts an authorization server whose tokens the
   * stage accepts.
   */
  readonly auth?: boolean;
  /** Starts with empty tables and new generated secrets. */
  readonly fresh?: boolean;
  /** Directory of tables, secrets, templates and `local.json`; one running stack uses it exclusively. */
  readonly stateDirectory?: string;
  /** A cloud assembly to emulate instead of synthesizing the stage. */
  readonly assembly?: string;
  /** Receives every log line of functions, services and the stack itself. */
  readonly log?: (line: string) => void;
  /** Receives an entry for each request once its response is sent. */
  readonly onAccess?: (entry: AccessLogEntry) => void;
  /**
   * Puts a proxy between functions and tables, for example one that adds latency.
   *
   * @param endpoint the tables' own endpoint
   * @returns the endpoint that functions use
   */
  readonly tableEndpointForFunctions?: (endpoint: string) => string | Promise<string>;
  /**
   * Further issuers whose tokens functions accept, as in `auth.issuers` of a stage. An authorization server of this machine is one by
   * its http URL on loopback, which a stage file refuses.
   */
  readonly issuers?: readonly Issuer[];
  /**
   * Takes up documents, toolkit functions and programs of services as they are saved, until the stack stops.
   *
   * @default false
   */
  readonly watch?: boolean;
  /** Receives what the start does now. */
  readonly onStep?: (step: string) => void;
  /** Ways in which AWS is reported to treat streamed responses; default: none. */
  readonly faults?: StreamingFaults;
  /** Aborts the start. */
  readonly signal?: AbortSignal;
}

/** A running local stack. */
export interface LocalStack {
  /** `http://127.0.0.1:PORT`; servers are at `/mcp/{server}`. */
  readonly endpoint: string;
  /** Name of the catalogue's table. */
  readonly table: string;
  readonly tableEndpoint: string;
  readonly region: string;
  /** Access key of the user of this machine, for the table and the emulated AWS APIs of this run. */
  readonly credentials: AccessKey;
  /** Names of the servers whose documents were published. */
  readonly servers: readonly string[];
  /** How much each of them has. */
  readonly counts: Readonly<Record<string, ServerCounts>>;
  /** How callers are admitted, where the option `auth` is set. */
  readonly auth?: {
    /** A key for every server, with every scope that the published documents name; valid until the stack stops. */
    readonly key: string;
    /** URL of the authorization server. */
    readonly issuer: string;
  };
  /** Stops everything that was started; the data stays. */
  stop(): Promise<void>;
}

/**
 * Synthesizes the app, emulates its templates, starts the services of `local.yaml` and publishes the catalogue.
 *
 * @throws LocalStackError for a problem that the user can correct; nothing keeps running
 */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const undo: Undo[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) {
      // One failure must not keep the other parts running.
      await step().catch((error: unknown) => options.log?.(`error while stopping: ${String(error)}`));
    }
  };
  try {
    return { ...(await start(options, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(options: LocalStackOptions, undo: Undo[]): Promise<Omit<LocalStack, 'stop'>> {
  const { watch = false, log = (): void => undefined, onStep = (): void => undefined } = options;
  const directories =
    options.catalog === undefined
      ? exampleDirectories(join(REPOSITORY_ROOT, 'examples'))
      : namedDirectories(options.catalog);
  const extras = readLocalFiles(directories);
  for (const note of extras.notes) log(`note: ${note}`);
  const state = await StateDirectory.lock(resolve(options.stateDirectory ?? '.spillway'));
  undo.push(async () => state.release());
  const loadBalancer = new LoadBalancer();
  const address = await loadBalancer.listen(options.port ?? 8787);
  undo.push(() => loadBalancer.close());

  const { specs, moved } = await movePorts(extras.services);
  for (const { directory, from, to } of moved) {
    log(`note: port ${from} is in use; the service of ${directory} runs on port ${to}, and its documents follow`);
  }
  const issuer = options.auth ? await startIssuer(undo) : undefined;
  if (specs.length > 0) onStep(`starting services: ${specs.map(({ name }) => name).join(', ')}`);
  const programs = watch && specs.length > 0 ? await openPrograms(log) : undefined;
  const running: RunningProgram[] = [];
  const services = Promise.allSettled(
    specs.map(async (spec) => {
      await programs?.read(spec);
      const service = await Service.start(spec, (line) => log(`[${spec.name}] ${line}`), options.signal);
      undo.push(() => service.stop());
      running.push({ ...spec, restart: () => service.restart() });
    }),
  );
  const assembly = options.assembly ?? state.inside('cdk.out');
  const { stage: stageName = 'dev' } = options;
  const onRun = async () => {
    // Publishing checks the documents. A mistake is reported before the app runs for seconds, unless its author watches.
    if (!watch) await checkCatalog(directories, await serverVariables(specs, options));
    onStep(`synthesizing the stage ${stageName} and bundling its functions`);
  };
  const [synthesized, seeds] = await Promise.allSettled([
    options.assembly === undefined ? synthesize(stageName, assembly, { ...options, onRun }) : undefined,
    readSeededTables(extras.tables),
  ]);
  for (const outcome of [...(await services), synthesized]) if (outcome.status === 'rejected') throw outcome.reason;
  if (seeds.status === 'rejected') throw seeds.reason;
  options.signal?.throwIfAborted();

  const resolver = new Resolver(
    readAssembly(assembly),
    physicalAttributes(() => address),
  );
  checkAssembly(resolver.assembly);
  const { account = '000000000000', region = 'us-east-1' } = resolver.assembly.stacks[0] ?? {};
  const owner = { access: new Access(log), account, region, partitionKeys: readPartitionKeys(resolver) };
  onStep('opening tables');
  const tables = await LocalTables.open(state.inside('table'), options.fresh ?? false, owner);
  undo.push(() => tables.close());
  const table = await createTables(tables, resolver, region, seeds.value);
  tables.expire(readTimesToLive(resolver), region, log);
  const generatedSecrets = generateSecrets(resolver, state.inside('secrets.json'), options.fresh ?? false);
  const aws = new AwsApis();
  await aws.listen();
  undo.push(() => aws.close());

  const tableEndpoint = tables.endpoint;
  const environment = {
    ...aws.environment,
    AWS_ENDPOINT_URL_DYNAMODB: (await options.tableEndpointForFunctions?.(tableEndpoint)) ?? tableEndpoint,
  };
  const endpoint = `http://${address}`;
  const functions = startFunctions(resolver, {
    endpoint,
    endpoints: environment,
    access: owner.access,
    issuers: [...(options.issuers ?? []), ...(issuer === undefined ? [] : [{ issuer }])],
    refreshesAtOnce: watch,
    log,
    undo,
  });
  const configs = readEventInvokeConfigs(resolver);
  const keep = appendLines(state.inside('failed-events.jsonl'));
  const events = new EventQueue({ configs, log, send: (queueArn, record) => keep([{ queueArn, record }]) });
  undo.push(async () => events.stop());
  aws.configure({
    ...owner,
    findFunction: functions.find,
    events,
    generatedSecrets,
    writeLog: appendLines(state.inside('audit-calls.jsonl')),
    findSecret: (server, name) => extras.secrets.get(`${server}/${name}`),
    statementsOf: (roleArn) => readStatements(resolver, roleArn),
  });
  configureLoadBalancer(resolver, loadBalancer, functions.find, {
    log,
    onAccess: options.onAccess,
    faults: options.faults ?? {},
  });

  const location = { table, endpoint: tableEndpoint, region, credentials: owner.access.user };
  const target: CatalogTarget = {
    ...location,
    stage: functions.access,
    areExamples: options.catalog === undefined,
    moved,
    variables: await serverVariables(specs, options),
  };
  onStep('publishing documents');
  const live = watch ? await openLiveCatalog(directories, target, { log, undo }) : undefined;
  const servers = live?.servers ?? (await publishCatalog(directories, target, log));
  const stackKey = issuer === undefined ? undefined : await issueKey(location, directories, { log, undo });
  const auth = issuer === undefined || stackKey === undefined ? undefined : { issuer, key: stackKey.key };
  const credentials = owner.access.user;
  const lambdaEndpoint = String(aws.environment.AWS_ENDPOINT_URL_LAMBDA);
  const reach = { endpoint, table, tableEndpoint, region, credentials, lambdaEndpoint, functions: functions.named };
  const { access, stage } = functions;
  const announced = { ...reach, access, stage, variables: serviceVariables(specs), servers };
  state.announce({ ...announced, pid: process.pid, ...auth });
  if (live !== undefined) {
    const refresh = async (): Promise<void> => {
      await live.refresh();
      await stackKey?.allow(scopesIn(live.documents));
    };
    const readAtStart = [...directories.map((directory) => join(directory, LOCAL_FILE)), ...stageFiles(options)];
    const watching: Watching[] = [watchCatalog({ directories, readAtStart }, refresh, log)];
    if (programs !== undefined) watching.push(watchPrograms(programs, running, log));
    const toolkit = options.assembly === undefined ? await readToolkit(functions, options) : [];
    if (toolkit.length > 0) watching.push(await watchFunctions(toolkit, state.inside('functions'), log));
    undo.push(() => Promise.all(watching.map((each) => each.stop())));
  }
  const counts = await countServers(target, servers);
  return { endpoint, table, tableEndpoint, region, credentials, servers, counts, ...(auth && { auth }) };
}

/** Publishes the documents, and keeps what later changes are compared with. */
async function openLiveCatalog(
  directories: readonly string[],
  target: CatalogTarget,
  { log, undo }: { readonly log: (line: string) => void; readonly undo: Undo[] },
): Promise<LiveCatalog> {
  const live = new LiveCatalog(directories, target, log);
  undo.push(async () => live.close());
  await live.refresh(true);
  return live;
}

/** The toolkit functions of the stage, as the running stack can change their code. */
async function readToolkit(
  { named, find }: Pick<ReturnType<typeof startFunctions>, 'named' | 'find'>,
  { stage = 'dev', stages }: LocalStackOptions,
): Promise<readonly RunningFunction[]> {
  // The schema of stage files takes long to load, and only this needs it.
  const { loadStage } = await import('../lib/config/index.ts');
  const { toolkit } = loadStage(REPOSITORY_ROOT, stage, stages).functions;
  return Object.entries(toolkit).flatMap(([name, { entry }]) => {
    const pool = find(named[name] ?? '');
    return pool === undefined ? [] : [{ name, entry, useCode: (directory: string) => pool.useCode(directory) }];
  });
}

/** The values of servers' variables: those of the stage, and the addresses of services. */
function serverVariables(specs: readonly ServiceSpec[], { stage = 'dev' }: LocalStackOptions): Promise<VariableValues> {
  return readStageVariables(REPOSITORY_ROOT, stage, serviceVariables(specs));
}

/** @returns the issuer's URL */
async function startIssuer(undo: Undo[]): Promise<string> {
  // Loaded only where it runs: it takes as long as all the rest.
  const { startAuthorizationServer } = await import('./authorization-server/index.ts');
  const server = await startAuthorizationServer({ asks: true });
  undo.push(() => server.close());
  return server.issuer;
}

async function openPrograms(log: (line: string) => void): Promise<LivePrograms> {
  // esbuild takes long to load, and only this needs it.
  const { LivePrograms } = await import('./programs/index.ts');
  return new LivePrograms(log);
}

/** The files of the stage, which are read at the start. */
function stageFiles({ stage = 'dev', stages = 'config', assembly }: LocalStackOptions): readonly string[] {
  if (assembly !== undefined) return [];
  return [join(REPOSITORY_ROOT, stages, `${stage}.yaml`), join(REPOSITORY_ROOT, 'config', `${stage}.vars.yaml`)];
}

/** @returns a key that is valid until the stack stops */
async function issueKey(
  location: Parameters<typeof createStackKey>[0],
  directories: readonly string[],
  { log, undo }: { readonly log: (line: string) => void; readonly undo: Undo[] },
): Promise<StackKey> {
  const key = await createStackKey(location, await catalogScopes(directories), log);
  undo.push(key.revoke);
  return key;
}

/** @returns the name of the catalogue's table */
async function createTables(
  tables: LocalTables,
  resolver: Resolver,
  region: string,
  seeds: readonly SeededTable[],
): Promise<string> {
  const models = readTables(resolver);
  // It is the first table of the Data stack; a test keeps the templates that way.
  const table = models[0]?.TableName;
  if (table === undefined) throw new LocalStackError('the templates do not declare a table for the catalogue');
  const duplicate = seeds.find(({ model }) => models.some(({ TableName }) => TableName === model.TableName));
  if (duplicate !== undefined)
    throw new LocalStackError(
      `${duplicate.file}: the templates already declare the table ${duplicate.model.TableName}. Choose another name`,
    );
  await tables.ensure(models, region, seeds);
  return table;
}

interface Listeners {
  readonly log: (line: string) => void;
  readonly onAccess: ((entry: AccessLogEntry) => void) | undefined;
  readonly faults: StreamingFaults;
}

/** Connects the load balancer to the functions and the private API. */
function configureLoadBalancer(
  resolver: Resolver,
  loadBalancer: LoadBalancer,
  findFunction: FindFunction,
  { log, onAccess, faults }: Listeners,
): void {
  const apis = { ...readPrivateApis(resolver, findFunction), faults };
  const model = readLoadBalancer(resolver, findFunction);
  for (const note of model.notes) log(`note: ${note}`);
  loadBalancer.configure(model, {
    log,
    onAccess: (entry) => onAccess?.(entry),
    callIp: (address, request, route) =>
      callPrivateApi(apis, address, request, {
        log,
        ran: (label, body) => {
          route.function = label;
          route.body = body;
        },
        began: ({ retries }) => {
          route.retries = retries;
        },
      }),
  });
}
