import { createSecretReader, createStart, type Environment, type StartFunction } from '../aws/index.ts';
import type { FunctionSettings } from '../settings.ts';
import { createReportingTable } from './reporting-table.ts';
import { createTokenSigner } from './signed-token.ts';
import { createKeySource } from './signing-key.ts';
import { openStateTable } from './table.ts';
import type { State, StateTable, TokenSigner } from './types.ts';

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
  let start: StartFunction | undefined;
  return {
    get table() {
      table ??= createReportingTable(openStateTable({ table: settings.table }, environment));
      return table;
    },
    get tokens() {
      tokens ??= openTokenSigner(settings.signingSecret, now, environment);
      return tokens;
    },
    async startWorker(event) {
      start ??= createStart(workerOf(settings), environment);
      await start(JSON.stringify(event));
    },
  };
}

function openTokenSigner(secret: string, now: () => number, environment: Environment): TokenSigner {
  const read = createSecretReader(secret, environment);
  return createTokenSigner(createKeySource({ name: secret, read }, now), now);
}

function workerOf({ worker }: FunctionSettings['state']): string {
  if (worker !== undefined) return worker;
  throw new Error('This function cannot start a worker: its settings have no `state.worker`');
}
