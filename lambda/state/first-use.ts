/** What opens the table, the signing key and the worker of a deployment: code that loads when a call first uses its state. */
import { AwsCallFailed, createSecretReader, createStart, type Environment, type StartFunction } from '../aws/index.ts';
import type { FunctionSettings } from '../settings.ts';
import { createReportingTable } from './reporting-table.ts';
import { createTokenSigner } from './signed-token.ts';
import { createKeySource } from './signing-key.ts';
import { openStateTable } from './table.ts';
import { type StateTable, StateUnavailable, type TokenSigner } from './types.ts';

/** Opens the state table. */
export function openTable(table: string, environment: Environment): StateTable {
  return createReportingTable(openStateTable({ table }, environment));
}

/** Opens the signer of tokens, whose key is a secret. */
export function openTokenSigner(secret: string, now: () => number, environment: Environment): TokenSigner {
  const read = createSecretReader(secret, environment);
  return createTokenSigner(createKeySource({ name: secret, read }, now), now);
}

/** Creates the starter of the function that runs tasks. */
export function createWorkerStart({ worker }: FunctionSettings['state'], environment: Environment): StartFunction {
  if (worker === undefined) {
    throw new Error('This function cannot start a worker: its settings have no `state.worker`');
  }
  const start = createStart(worker, environment);
  return (event) => start(event).catch(reportWorker);
}

function reportWorker(error: unknown): never {
  if (!(error instanceof AwsCallFailed)) throw error;
  throw new StateUnavailable(`the worker cannot be started: ${error.message}`, { cause: error });
}
