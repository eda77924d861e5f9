import { join, resolve } from 'node:path';
import { type AccessLogEntry, LoadBalancer, readLoadBalancer } from './alb/index.ts';
import { AwsApis, generateSecrets } from './aws/index.ts';
import { exampleDirectories, namedDirectories } from './catalog.ts';
import { LocalStackError } from './errors.ts';
import { Access, type Credentials, readStatements } from './iam/index.ts';
import {
  type FindFunction,
  FunctionPool,
  type FunctionSpec,
  readEventInvokeConfigs,
  readFunctions,
} from './lambda/index.ts';
import { EventQueue } from './lambda-api/index.ts';
import { readLocalFiles } from './local-yaml/index.ts';
import { callPrivateApi, readPrivateApis } from './private-api/index.ts';
import { checkCatalog, publishCatalog } from './publish.ts';
import { Service } from './services/index.ts';
import { StateDirectory } from './state.ts';
import { REPOSITORY_ROOT, synthesize } from './synth.ts';
import { LocalTables, readSeededTables, readTables, readTimesToLive, type SeededTable } from './table/index.ts';
import { checkAssembly, physicalAttributes, Resolver, readAssembly } from './template/index.ts';

/** What to start; everything has the command line's default. */
export interface LocalStackOptions {
  /** Port of the load balancer; 0 takes a free one. */
  readonly port?: number;
  readonly stage?: string;
  /** Directory of the stage's file, as a path from the root of the repository; default `config`. */
  readonly stages?: string;
  /** Directories of catalogue documents, instead of the folders of `examples/`; empty for none. */
  readonly catalog?: readonly string[] | undefined;
  /** Empties the tables first. */
  readonly fresh?: boolean;
  /** Where the tables, the templates and `local.json` lie; one running stack has it to itself. */
  readonly stateDirectory?: string;
  /** A cloud assembly to play instead of synthesizing the stage. */
  readonly assembly?: string;
  /** Receives every line for people: of functions, services and the stack itself. */
  readonly log?: (line: string) => void;
  /** Receives every request, after its response is through. */
  readonly onAccess?: (entry: AccessLogEntry) => void;
  /**
   * Puts something before the tables as functions see them, such as a proxy that delays.
   *
   * @returns the endpoint for functions, given the tables' own
   */
  readonly tableEndpointForFunctions?: (endpoint: string) => string | Promise<string>;
  /** Gives up starting. */
  readonly signal?: AbortSignal;
}

/** A local stack that answers. */
export interface LocalStack {
  /** `http://127.0.0.1:PORT`; servers are at `/mcp/{server}`. */
  readonly endpoint: string;
  /** Name of the catalogue's table. */
  readonly table: string;
  readonly tableEndpoint: string;
  readonly region: string;
  /** Servers whose documents were applied. */
  readonly servers: readonly string[];
  /** Ends everything that was started; the data stays. */
  stop(): Promise<void>;
}

/** Undoes what was started, the last first. */
type Undo = () => Promise<unknown>;

/**
 * Synthesizes the app, plays its templates, starts the services beside them and applies the catalogue.
 *
 * @throws LocalStackError when something must be put right first; nothing is left running then
 */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const undo: Undo[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) {
      // One that fails must not keep the others from being undone.
      await step().catch((error: unknown) => options.log?.(`while stopping: ${String(error)}`));
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
  const log = options.log ?? ((): void => undefined);
  const directories =
    options.catalog === undefined
      ? exampleDirectories(join(REPOSITORY_ROOT, 'examples'))
      : namedDirectories(options.catalog);
  const extras = readLocalFiles(directories);
  for (const note of extras.notes) log(`note: ${note}`);
  await checkCatalog(directories);

  const state = await StateDirectory.take(resolve(options.stateDirectory ?? '.spillway'));
  undo.push(async () => state.release());
  const loadBalancer = new LoadBalancer();
  const address = await loadBalancer.listen(options.port ?? 8787);
  undo.push(() => loadBalancer.close());

  const services = Promise.allSettled(
    extras.services.map(async (spec) => {
      const service = await Service.start(spec, (line) => log(`[${spec.name}] ${line}`));
      undo.push(() => service.stop());
    }),
  );
  const assembly = options.assembly ?? state.inside('cdk.out');
  const [synthesis, filled] = await Promise.allSettled([
    options.assembly === undefined ? synthesize(options.stage ?? 'dev', assembly, options) : undefined,
    readSeededTables(extras.tables),
  ]);
  for (const outcome of [...(await services), synthesis]) if (outcome.status === 'rejected') throw outcome.reason;
  if (filled.status === 'rejected') throw filled.reason;
  options.signal?.throwIfAborted();

  const resolver = new Resolver(
    readAssembly(assembly),
    physicalAttributes(() => address),
  );
  checkAssembly(resolver.assembly);
  const { account = '000000000000', region = 'us-east-1' } = resolver.assembly.stacks[0] ?? {};
  const owner = { access: new Access(log), account, region };
  const tables = await LocalTables.open(state.inside('table'), options.fresh ?? false, owner);
  undo.push(() => tables.close());
  const table = await createTables(tables, resolver, region, filled.value);
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
  const functions = startFunctions(resolver, environment, owner.access, log, undo);
  const events = new EventQueue({ configs: readEventInvokeConfigs(resolver), log });
  undo.push(async () => events.stop());
  aws.configure({
    ...owner,
    findFunction: functions.find,
    events,
    generatedSecrets,
    findSecret: (server, name) => extras.secrets.get(`${server}/${name}`),
    statementsOf: (roleArn) => readStatements(resolver, roleArn),
  });
  configureLoadBalancer(resolver, loadBalancer, functions.find, { log, onAccess: options.onAccess });

  const servers = await publishCatalog(directories, { table, endpoint: tableEndpoint, region }, log);
  const endpoint = `http://${address}`;
  const lambdaEndpoint = String(aws.environment.AWS_ENDPOINT_URL_LAMBDA);
  const reach = { endpoint, table, tableEndpoint, region, lambdaEndpoint, functions: functions.named };
  state.announce({ ...reach, pid: process.pid, servers });
  return { endpoint, table, tableEndpoint, region, servers };
}

/** @returns name of the catalogue's table */
async function createTables(
  tables: LocalTables,
  resolver: Resolver,
  region: string,
  filled: readonly SeededTable[],
): Promise<string> {
  const models = readTables(resolver);
  // The Data stack has it first, and a test holds the templates to that.
  const table = models[0]?.TableName;
  if (table === undefined) throw new LocalStackError('the templates have no table for the catalogue');
  const twin = filled.find(({ model }) => models.some(({ TableName }) => TableName === model.TableName));
  if (twin !== undefined) throw new LocalStackError(`${twin.file}: the templates already have ${twin.model.TableName}`);
  await tables.ensure(models, region, filled);
  return table;
}

/** The pools of the templates' functions, each with the credentials of its role. */
function startFunctions(
  resolver: Resolver,
  endpoints: Readonly<Record<string, string>>,
  access: Access,
  log: (line: string) => void,
  undo: Undo[],
) {
  const functions = readFunctions(resolver);
  const pools = new Map(
    functions.specs.map((spec) => {
      const { roleArn = '', name, label } = spec;
      const credentials = access.issue(roleArn, name, readStatements(resolver, roleArn));
      const environment = { ...spec.environment, ...endpoints, ...variablesOf(credentials) };
      return [spec.arn, new FunctionPool({ ...spec, environment }, (line) => log(`[${label}] ${line}`))];
    }),
  );
  undo.push(() => Promise.all([...pools.values()].map((pool) => pool.stop())));
  return {
    find: (arn: string): FunctionPool | undefined => pools.get(functions.targets.get(arn) ?? ''),
    named: namedFunctions(functions.specs),
  };
}

/** What the stage calls its functions, as it tells those that call them. */
function namedFunctions(specs: readonly FunctionSpec[]): Readonly<Record<string, string>> {
  const settings = specs.map(({ environment }) => environment.SPILLWAY_SETTINGS).find((text) => text !== undefined);
  return settings === undefined ? {} : (JSON.parse(settings).aws?.functions ?? {});
}

/** AWS: "Defined runtime environment variables", the access keys of the function's role. */
function variablesOf({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}

interface Listeners {
  readonly log: (line: string) => void;
  readonly onAccess: ((entry: AccessLogEntry) => void) | undefined;
}

/** Private API and load balancer. */
function configureLoadBalancer(
  resolver: Resolver,
  loadBalancer: LoadBalancer,
  findFunction: FindFunction,
  { log, onAccess }: Listeners,
): void {
  const apis = readPrivateApis(resolver, findFunction);
  const model = readLoadBalancer(resolver, findFunction);
  for (const note of model.notes) log(`note: ${note}`);
  loadBalancer.configure(model, {
    log,
    onAccess: (entry) => onAccess?.(entry),
    callIp: (address, request, route) =>
      callPrivateApi(apis, address, request, {
        log,
        ran: (label) => {
          route.function = label;
        },
      }),
  });
}
