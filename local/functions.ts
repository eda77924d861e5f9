import type { StageAccess } from '../lambda/targets/index.ts';
import type { Access, Credentials } from './iam/index.ts';
import { readStatements } from './iam/index.ts';
import { announcedStage, FunctionPool, type FunctionSpec, readFunctions } from './lambda/index.ts';
import type { Resolver } from './template/index.ts';

/** An authorization server, with the keys of `auth.issuers[]`. */
export interface Issuer {
  readonly issuer: string;
  readonly [key: string]: unknown;
}

/** Stops one part of the stack; the parts stop in reverse order of their start. */
export type Undo = () => Promise<unknown>;

interface FunctionsOptions {
  /** URL of the load balancer. */
  readonly endpoint: string;
  /** Environment variables by which functions find the emulated services. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly access: Access;
  readonly issuers: readonly Issuer[];
  /** Whether functions read the catalogue's head again for each request, whatever age the stage allows. */
  readonly refreshesAtOnce: boolean;
  readonly log: (line: string) => void;
  readonly undo: Undo[];
}

/** Creates a pool for each function of the templates, with the credentials of its role. */
export function startFunctions(
  resolver: Resolver,
  { endpoint, endpoints, access, issuers, refreshesAtOnce, log, undo }: FunctionsOptions,
) {
  const functions = readFunctions(resolver);
  const pools = new Map(
    functions.specs.map((spec) => {
      const { roleArn = '', name, label } = spec;
      const credentials = access.issue(roleArn, name, readStatements(resolver, roleArn));
      const environment = {
        ...onThisMachine(spec.environment, { endpoint, issuers, refreshesAtOnce }),
        ...endpoints,
        ...variablesOf(credentials),
      };
      return [spec.arn, new FunctionPool({ ...spec, environment }, (line) => log(`[${label}] ${line}`))];
    }),
  );
  undo.push(() => Promise.all([...pools.values()].map((pool) => pool.stop())));
  return {
    find: (arn: string): FunctionPool | undefined => pools.get(functions.targets.get(arn) ?? ''),
    ...openToTools(functions.specs),
    stage: announcedStage(functions.specs, issuers.length > 0),
  };
}

/** Where tools of the local stack may call services, whatever the stage allows. */
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

/** What tools can name, from the settings that the stage passes to its functions: the functions' ARNs, and the rest by name. */
function openToTools(specs: readonly FunctionSpec[]): { named: Record<string, string>; access: StageAccess } {
  const text = specs.map(({ environment }) => environment.SPILLWAY_SETTINGS).find((settings) => settings !== undefined);
  const { aws = {}, upstreams = {} } = text === undefined ? {} : JSON.parse(text);
  const { functions = {}, tables = {}, roles = {} } = aws;
  const allowedNetworks = [...(upstreams.allowedNetworks ?? []), ...LOOPBACK];
  const access = {
    functions: Object.keys(functions),
    tables,
    roles: Object.keys(roles),
    allowedNetworks,
    loopback: true,
  };
  return { named: functions, access };
}

/**
 * Lets tools call services on this machine, where a deployed function refuses loopback, and callers log in at issuers here. The
 * listener of every stage is emulated as plain HTTP, so the URL of a server, which tokens and metadata name, has that scheme.
 */
function onThisMachine(
  environment: FunctionSpec['environment'],
  { endpoint, issuers, refreshesAtOnce }: Pick<FunctionsOptions, 'endpoint' | 'issuers' | 'refreshesAtOnce'>,
): FunctionSpec['environment'] {
  const { SPILLWAY_SETTINGS: text } = environment;
  if (text === undefined) return environment;
  const settings = JSON.parse(text);
  const allowedNetworks = [...(settings.upstreams?.allowedNetworks ?? []), ...LOOPBACK];
  const upstreams = { ...settings.upstreams, allowedNetworks, loopback: true };
  const trusted = [...(settings.auth?.issuers ?? []), ...issuers];
  const auth = trusted.length === 0 ? settings.auth : { ...settings.auth, issuers: trusted };
  const catalog = refreshesAtOnce ? { ...settings.catalog, refreshSeconds: 0 } : settings.catalog;
  const local = { ...settings, publicUrl: endpoint, upstreams, auth, catalog };
  return { ...environment, SPILLWAY_SETTINGS: JSON.stringify(local) };
}

/** AWS: "Defined runtime environment variables", the access keys of the function's role. */
function variablesOf({ accessKeyId, secretAccessKey, sessionToken }: Credentials): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
}
