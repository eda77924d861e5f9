import type { Environment, StartFunction } from '../aws/index.ts';
import { loadedOnce } from '../loaded-once.ts';
import type { FunctionSettings } from '../settings.ts';
import { loadedAtFirstUse } from './limits.ts';
import type { StreamLeasesOptions } from './stream-leases.ts';
import type { State, StateTable, StreamLeases, TokenSigner } from './types.ts';

const firstUse = loadedOnce(() => import('./first-use.ts'));

/**
 * Opens the state of a deployment. Loads code and connects at first use, because most calls use none of it.
 *
 * @param settings the table, secret and function
 * @param now the clock, epoch milliseconds
 * @param environment AWS endpoints and credentials; default: the process environment
 */
export function openState(
  settings: FunctionSettings['state'],
  now: () => number,
  environment: Environment = process.env,
): State {
  let streams: StreamLeases | undefined;
  let start: StartFunction | undefined;
  const { maxStreams } = settings;
  const table = tableOnFirstUse(settings.table, environment);
  return {
    table,
    tokens: tokensOnFirstUse(settings.signingSecret, now, environment),
    get streams() {
      if (maxStreams !== undefined) streams ??= openStreamLeases({ table, maxStreams, now });
      return streams;
    },
    async startWorker(event) {
      start ??= (await firstUse()).createWorkerStart(settings, environment);
      await start(JSON.stringify(event));
    },
  };
}

function tableOnFirstUse(name: string, environment: Environment): StateTable {
  let opened: StateTable | undefined;
  const open = async () => {
    const { openTable } = await firstUse();
    opened ??= openTable(name, environment);
    return opened;
  };
  return {
    get: async (key) => (await open()).get(key),
    query: async (range) => (await open()).query(range),
    put: async (item) => (await open()).put(item),
    update: async (key, update) => (await open()).update(key, update),
  };
}

function tokensOnFirstUse(secret: string, now: () => number, environment: Environment): TokenSigner {
  let opened: TokenSigner | undefined;
  const open = async () => {
    const { openTokenSigner } = await firstUse();
    opened ??= openTokenSigner(secret, now, environment);
    return opened;
  };
  return {
    sign: async (kind, bound, payload, ttlMs) => (await open()).sign(kind, bound, payload, ttlMs),
    verify: async (kind, bound, token) => (await open()).verify(kind, bound, token),
  };
}

function openStreamLeases(options: StreamLeasesOptions): StreamLeases {
  return loadedAtFirstUse(options.maxStreams, async () =>
    (await import('./stream-leases.ts')).createStreamLeases(options),
  );
}
