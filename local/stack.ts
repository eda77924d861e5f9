import { join, resolve } from 'node:path';
import { type AccessLogEntry, LoadBalancer, readLoadBalancer } from './alb/index.ts';
import { namedDirectories, storiesIn } from './catalog.ts';
import { LocalStackError } from './errors.ts';
import { FunctionPool, readFunctions } from './lambda/index.ts';
import { callPrivateApi, readPrivateApis } from './private-api/index.ts';
import { checkCatalog, publishCatalog } from './publish.ts';
import { readServices, Service } from './services/index.ts';
import { StateDirectory } from './state.ts';
import { REPOSITORY_ROOT, synthesize } from './synth.ts';
import { LocalTables, readTables } from './table/index.ts';
import { checkAssembly, physicalAttributes, Resolver, readAssembly } from './template/index.ts';

/** What to start; everything has the command line's default. */
export interface LocalStackOptions {
  /** Port of the load balancer; 0 takes a free one. */
  readonly port?: number;
  readonly stage?: string;
  /** Directories of catalogue documents, instead of the folders of `examples/`; empty for none. */
  readonly catalog?: readonly string[] | undefined;
  /** Empties the table first. */
  readonly fresh?: boolean;
  /** Where the table, the templates and `local.json` lie; one running stack has it to itself. */
  readonly stateDirectory?: string;
  /** A cloud assembly to play instead of synthesizing the stage. */
  readonly assembly?: string;
  /** Receives every line for people: of functions, services and the stack itself. */
  readonly log?: (line: string) => void;
  /** Receives every request, after its response is through. */
  readonly onAccess?: (entry: AccessLogEntry) => void;
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
    options.catalog === undefined ? storiesIn(join(REPOSITORY_ROOT, 'examples')) : namedDirectories(options.catalog);
  const serviceSpecs = readServices(directories);
  await checkCatalog(directories);

  const state = await StateDirectory.take(resolve(options.stateDirectory ?? '.spillway'));
  undo.push(async () => state.release());
  const loadBalancer = new LoadBalancer();
  const address = await loadBalancer.listen(options.port ?? 8787);
  undo.push(() => loadBalancer.close());

  const services = Promise.allSettled(
    serviceSpecs.map(async (spec) => {
      const service = await Service.start(spec, (line) => log(`[${spec.name}] ${line}`));
      undo.push(() => service.stop());
    }),
  );
  const assembly = options.assembly ?? state.inside('cdk.out');
  const [synthesis] = await Promise.allSettled([
    options.assembly === undefined ? synthesize(options.stage ?? 'dev', assembly, options.signal) : undefined,
  ]);
  for (const outcome of [...(await services), synthesis]) if (outcome.status === 'rejected') throw outcome.reason;
  options.signal?.throwIfAborted();

  const resolver = new Resolver(
    readAssembly(assembly),
    physicalAttributes(() => address),
  );
  checkAssembly(resolver.assembly);
  const region = resolver.assembly.stacks[0]?.region ?? 'us-east-1';
  const { table, tableEndpoint } = await openTables(resolver, state, region, options.fresh ?? false, undo);
  playTemplates(resolver, loadBalancer, tableEndpoint, { log, onAccess: options.onAccess }, undo);

  const servers = await publishCatalog(directories, { table, endpoint: tableEndpoint, region }, log);
  const endpoint = `http://${address}`;
  state.announce({ endpoint, table, tableEndpoint, region, pid: process.pid, servers });
  return { endpoint, table, tableEndpoint, region, servers };
}

async function openTables(resolver: Resolver, state: StateDirectory, region: string, fresh: boolean, undo: Undo[]) {
  const models = readTables(resolver);
  const table = models[0]?.TableName;
  if (table === undefined) throw new LocalStackError('the templates have no table for the catalogue');
  const tables = await LocalTables.open(state.inside('table'), fresh);
  undo.push(() => tables.close());
  await tables.ensure(models, region);
  return { table, tableEndpoint: tables.endpoint };
}

interface Listeners {
  readonly log: (line: string) => void;
  readonly onAccess: ((entry: AccessLogEntry) => void) | undefined;
}

/** Functions, private API and load balancer, in the order in which each needs the other. */
function playTemplates(
  resolver: Resolver,
  loadBalancer: LoadBalancer,
  tableEndpoint: string,
  { log, onAccess }: Listeners,
  undo: Undo[],
): void {
  const functions = readFunctions(resolver, { AWS_ENDPOINT_URL_DYNAMODB: tableEndpoint });
  const pools = new Map(
    functions.specs.map((spec) => [spec.arn, new FunctionPool(spec, (line) => log(`[${spec.label}] ${line}`))]),
  );
  undo.push(() => Promise.all([...pools.values()].map((pool) => pool.stop())));
  const findFunction = (arn: string): FunctionPool | undefined => pools.get(functions.targets.get(arn) ?? '');
  const apis = readPrivateApis(resolver, findFunction);
  const model = readLoadBalancer(resolver, findFunction);
  for (const note of model.notes) log(`note: ${note}`);
  loadBalancer.play(model, {
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
