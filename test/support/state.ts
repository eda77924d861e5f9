import { createSecretKey, randomBytes } from 'node:crypto';
import type { Json } from '../../lambda/json.ts';
import type { State, StateTable } from '../../lambda/state/index.ts';
import { createTokenSigner } from '../../lambda/state/signed-token.ts';
import type { KeySource } from '../../lambda/state/signing-key.ts';
import { createStreamLeases } from '../../lambda/state/stream-leases.ts';
import { createMemoryTable, type MemoryTable } from './memory-table.ts';

/** A state in memory that tests can inspect. */
export interface TestState extends State {
  readonly table: StateTable & MemoryTable;
  /** Events with which the worker was started. */
  readonly started: Json[];
}

export interface TestStateOptions {
  /** @default the system clock */
  readonly now?: () => number;
}

/** Creates an empty state with its own key; tokens are signed as in production. */
export function createTestState({ now = Date.now }: TestStateOptions = {}): TestState {
  const memory = createMemoryTable();
  const put = (item: Parameters<StateTable['put']>[0]) => memory.putAll([item]);
  const started: Json[] = [];
  const table = Object.assign(memory, { put });
  return {
    table,
    streams: createStreamLeases({ table, maxStreams: 100, now }),
    tokens: createTokenSigner(fixedKeys(), now),
    started,
    startWorker: async (event) => {
      started.push(event);
    },
  };
}

/** Keys that never change. */
export function fixedKeys(): KeySource {
  const keys = { current: createSecretKey(randomBytes(32)), previous: undefined };
  return { keys: async () => keys, newerThan: async () => undefined };
}
