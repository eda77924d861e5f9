import { AwsCallFailed, createSecretReader, createStart, type Environment, type StartFunction } from '../aws/index.ts';
import type { FunctionSettings } from '../settings.ts';
import { loadedAtFirstUse } from './limits.ts';
import { createReportingTable } from './reporting-table.ts';
import { createTokenSigner } from './signed-token.ts';
import { createKeySource } from './signing-key.ts';
import type { StreamLeasesOptions } from './stream-leases.ts';
import { openStateTable } from './table.ts';
import { type State, type StateTable, StateUnavailable, type StreamLeases, type TokenSigner } from './types.ts';

/**
 * Opens the state of a deployment. Connects to nothing until first use, because most calls use none of it.
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
  let table: StateTable | undefined;
  let tokens: TokenSigner | undefined;
  let streams: StreamLeases | undefined;
  let start: StartFunction | undefined;
  const { maxStreams } = settings;
  return {
    get table() {
      table ??= createReportingTable(openStateTable({ table: settings.table }, environment));
      return table;
    },
    get tokens() {
      tokens ??= openTokenSigner(settings.signingSecret, now, environment);
      return tokens;
    },
    get streams() {
      if (maxStreams !== undefined) streams ??= openStreamLeases({ table: this.table, maxStreams, now });
      return streams;
    },
    async startWorker(event) {
      start ??= createStart(workerOf(settings), environment);
      await start(JSON.stringify(event)).catch(reportWorker);
    },
  };
}

function openStreamLeases(options: StreamLeasesOptions): StreamLeases {
  return loadedAtFirstUse(options.maxStreams, async () =>
    (await import('./stream-leases.ts')).createStreamLeases(options),
  );
}

function openTokenSigner(secret: string, now: () => number, environment: Environment): TokenSigner {
  const read = createSecretReader(secret, environment);
  return createTokenSigner(createKeySource({ name: secret, read }, now), now);
}

function workerOf({ worker }: FunctionSettings['state']): string {
  if (worker !== undefined) return worker;
  throw new Error('This function cannot start a worker: its settings have no `state.worker`');
}

function reportWorker(error: unknown): never {
  if (!(error instanceof AwsCallFailed)) throw error;
  throw new StateUnavailable(`the worker cannot be started: ${error.message}`, { cause: error });
}
