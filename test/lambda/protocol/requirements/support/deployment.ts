import { ANONYMOUS, createChallenges, type Principal, type Recheck } from '../../../../../lambda/auth/index.ts';
import type { CatalogDocument } from '../../../../../lambda/catalog/documents.ts';
import { createCatalogReader } from '../../../../../lambda/catalog/index.ts';
import { publish } from '../../../../../lambda/catalog/publish/index.ts';
import { createHttpHandler, createOriginCheck, type HttpHandler } from '../../../../../lambda/edge/index.ts';
import type { Json } from '../../../../../lambda/json.ts';
import {
  createProtocol,
  type PoliciesOf,
  type Protocol,
  preparePrompt,
  prepareResource,
  prepareTool,
} from '../../../../../lambda/protocol/index.ts';
import { createWorker } from '../../../../../lambda/protocol/tasks/index.ts';
import type { State } from '../../../../../lambda/state/types.ts';
import type { PreparedTarget } from '../../../../../lambda/targets/types.ts';
import { createMemoryTable, type MemoryTable } from '../../../../support/memory-table.ts';
import { createTestState, type TestState } from '../../../../support/state.ts';
import { asStored } from '../../support/access.ts';

/** The server that every test speaks to. */
export const SERVER = 'test';
const NO_SCOPES: ReadonlySet<string> = new Set();

/** Everything of one deployment that outlives a function instance. */
export interface Deployment {
  readonly table: MemoryTable;
  readonly state: TestState;
  readonly clock: { ms: number };
  /** What went into the log. */
  readonly logged: Json[];
  publish(...documents: readonly CatalogDocument[]): Promise<void>;
  /** Another instance of the function, for one caller. */
  instance(options?: InstanceOptions): HttpHandler;
  /** Another instance of the function, without its edge: callers that lack scopes get no challenge, but an InsufficientScope. */
  core(options?: InstanceOptions): (principal: Principal, server?: string) => HttpHandler;
  /** Runs every event that waits for the worker, as Lambda would. */
  work(options?: InstanceOptions): Promise<void>;
}

interface InstanceOptions {
  /** The caller; otherwise a key with {@link caller} and {@link scopes}. */
  readonly principal?: Principal;
  readonly caller?: string;
  readonly scopes?: ReadonlySet<string>;
  /** What documents do instead of their target, by name. */
  readonly runs?: Readonly<Record<string, PreparedTarget>>;
  /** The server's policies; none by default. */
  readonly policiesOf?: PoliciesOf;
  readonly recheck?: Recheck;
  /** The caller without credentials, if there is one. */
  readonly anonymous?: Principal | undefined;
}

/** Publishes documents, as the command line does, to a deployment whose functions are then started one by one. */
export async function deploy(...documents: readonly CatalogDocument[]): Promise<Deployment> {
  const clock = { ms: 1_700_000_000_000 };
  const now = () => clock.ms;
  const table = createMemoryTable();
  const state = createTestState({ now });
  const logged: Json[] = [];
  const deployment: Deployment = {
    table,
    state,
    clock,
    logged,
    async publish(...added) {
      await publish(table, { server: SERVER, documents: [...added], prune: false });
    },
    instance: (options = {}) => startInstance(deployment, now, options),
    core(options = {}) {
      const protocol = startProtocol(deployment, now, options);
      return (principal, server = SERVER) =>
        async (request) => {
          let lacking: Error | undefined;
          const response = await protocol(request, server, principal, (error) => {
            lacking = error;
            return { status: 403, headers: {}, body: '' };
          });
          if (lacking !== undefined) throw lacking;
          return response;
        };
    },
    async work({ runs = {}, recheck = asStored, policiesOf = () => undefined } = {}) {
      const catalog = openCatalog(deployment, now, runs);
      const worker = createWorker({
        catalog,
        state,
        now,
        recheck,
        policiesOf,
        newId: () => 'an-id',
        log: logInto(logged),
        tickMs: 5,
      });
      for (let event = state.started.shift(); event !== undefined; event = state.started.shift()) {
        await worker(event, 60_000);
      }
    },
  };
  await deployment.publish(...documents);
  return deployment;
}

type Runs = NonNullable<InstanceOptions['runs']>;

function openCatalog({ table, logged }: Deployment, now: () => number, runs: Runs) {
  const secrets = { store: 'ssm', prefix: 'spillway/test/' } as const;
  const environment = { allowedNetworks: [], aws: { functions: {}, tables: {}, roles: {}, secrets }, now };
  const withRun = <P extends { readonly run: PreparedTarget }>(name: string, prepared: P): P => {
    const run = runs[name];
    return run === undefined ? prepared : { ...prepared, run };
  };
  return createCatalogReader({
    table,
    prepare: {
      tool: (document) => withRun(document.name, prepareTool(document, environment)),
      others: () => ({
        prompt: (document) => withRun(document.name, preparePrompt(document, environment)),
        resource: (document) => withRun(document.name, prepareResource(document, environment)),
      }),
    },
    refreshSeconds: 5,
    staleSeconds: 60,
    cacheEntries: 100,
    now,
    report: (error) => logged.push(String(error)),
  });
}

function startProtocol(deployment: Deployment, now: () => number, options: InstanceOptions): Protocol {
  const { runs = {}, recheck = asStored, policiesOf = () => undefined } = options;
  return createProtocol({
    catalog: openCatalog(deployment, now, runs),
    recheck,
    policiesOf,
    anonymous: 'anonymous' in options ? options.anonymous : ANONYMOUS,
    state: deployment.state satisfies State,
    jsonDepth: 64,
    ttlMs: 5000,
    now,
    newId: () => 'an-id',
    log: logInto(deployment.logged),
    silenceMs: 10_000,
  });
}

function startInstance(deployment: Deployment, now: () => number, options: InstanceOptions): HttpHandler {
  const { caller = 'somebody', scopes = NO_SCOPES } = options;
  const { principal = { kind: 'key', id: caller, scopes } } = options;
  const protocol = startProtocol(deployment, now, options);
  return createHttpHandler({
    authenticate: () => ({ principal }),
    challenges: createChallenges('https://mcp.example.com', { audience: 'server' }),
    wellKnown: () => undefined,
    protocol,
    isAllowedOrigin: createOriginCheck([], 'https://mcp.example.com'),
    bodyBytes: 1_000_000,
  });
}

function logInto(logged: Json[]) {
  return {
    info: () => undefined,
    error: (message: string, fields: object = {}) => void logged.push({ message, ...fields }),
  };
}
