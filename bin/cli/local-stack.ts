import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import type { StageAccess } from '../../lambda/targets/index.ts';
import { CommandFailed } from './context.ts';

/** How to reach a running local stack, as it writes it to `.spillway/local.json`. */
export interface LocalStack {
  /** URL that plays the load balancer. */
  readonly endpoint: string;
  readonly table: string;
  /** URL that plays DynamoDB. */
  readonly tableEndpoint: string;
  readonly region: string;
  /** The access key of its run; it accepts no other. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** URL that plays Lambda's API. */
  readonly lambdaEndpoint: string;
  /** ARNs of the functions that tools may name, by that name. */
  readonly functions: Readonly<Record<string, unknown>>;
  /** What its stage is, if its file names it. */
  readonly stage: LocalStage | undefined;
  /** What its stage opens to tools, if its file names it. */
  readonly access: StageAccess | undefined;
  /** Addresses of its services, as values of servers' variables. */
  readonly variables?: Readonly<Record<string, JsonObject>> | undefined;
  readonly pid: number;
  /** A key for every server, where it requires credentials. */
  readonly key: string | undefined;
  /** Its authorization server, where it has one. */
  readonly issuer: string | undefined;
}

/** The stage that a local stack emulates. */
interface LocalStage {
  readonly name: string;
  readonly auth: { readonly hasAnonymous: boolean; readonly hasIssuers: boolean };
  /** `catalog.refreshSeconds` */
  readonly refreshSeconds: number;
  readonly streaming: { readonly emptyBody: 'none' | 'newline'; readonly flush: 'none' | 'filler' };
}

/**
 * Finds the local stack that runs in a directory or in the nearest directory above it.
 *
 * @throws CommandFailed when none is running, or it ended without cleaning up
 */
export async function findLocalStack(directory: string): Promise<LocalStack> {
  const file = await findUpwards(directory);
  if (!file) throw new CommandFailed('no local stack is running here: start one with `npm start`');
  const stack = parseStack(file.text);
  if (!stack) throw new CommandFailed(`${file.path} does not describe a local stack: restart it with \`npm start\``);
  if (isAlive(stack.pid)) return stack;
  throw new CommandFailed(
    `the local stack of ${file.path} is no longer running (process ${stack.pid}): start it with \`npm start\``,
  );
}

async function findUpwards(directory: string): Promise<{ path: string; text: string } | undefined> {
  const path = join(directory, '.spillway', 'local.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text !== undefined) return { path, text };
  const parent = dirname(directory);
  return parent === directory ? undefined : findUpwards(parent);
}

function parseStack(text: string): LocalStack | undefined {
  try {
    const { endpoint, table, tableEndpoint, region, credentials, lambdaEndpoint, functions, ...rest } =
      JSON.parse(text);
    const { access, stage, variables, pid, key, issuer } = rest;
    const { accessKeyId, secretAccessKey } = credentials;
    const texts = [endpoint, table, tableEndpoint, region, accessKeyId, secretAccessKey, lambdaEndpoint];
    if (!texts.every((value) => typeof value === 'string') || !isJsonObject(functions) || !Number.isSafeInteger(pid))
      return undefined;
    return {
      endpoint: String(endpoint),
      table: String(table),
      tableEndpoint: String(tableEndpoint),
      region: String(region),
      credentials: { accessKeyId: String(accessKeyId), secretAccessKey: String(secretAccessKey) },
      lambdaEndpoint: String(lambdaEndpoint),
      functions,
      stage: isStage(stage) ? stage : undefined,
      access: isAccess(access) ? access : undefined,
      variables: isJsonObject(variables) ? (variables as Readonly<Record<string, JsonObject>>) : undefined,
      pid: Number(pid),
      key: typeof key === 'string' ? key : undefined,
      issuer: typeof issuer === 'string' ? issuer : undefined,
    };
  } catch {
    return undefined; // half-written, or not ours
  }
}

function isAccess(value: unknown): value is StageAccess {
  if (!isJsonObject(value)) return false;
  const { functions, tables, roles, allowedNetworks } = value;
  return [functions, roles, allowedNetworks].every(Array.isArray) && isJsonObject(tables);
}

/** Written by a stack that may be of an earlier version, so each part that doctor relies on must be there. */
function isStage(value: unknown): value is LocalStage {
  if (!isJsonObject(value)) return false;
  const { name, auth, refreshSeconds, streaming } = value;
  return typeof name === 'string' && isJsonObject(auth) && Number.isFinite(refreshSeconds) && isJsonObject(streaming);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // alive, and another user's
  }
}
