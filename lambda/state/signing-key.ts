import { createSecretKey, type KeyObject } from 'node:crypto';
import type { ReadSecret } from '../aws/index.ts';
import { StateUnavailable } from './types.ts';

/** The keys at one moment, as key objects so that no log can print them. */
export interface SigningKeys {
  /** Signs and verifies. */
  readonly current: KeyObject;
  /** Verifies tokens that were signed before the last rotation of the secret. */
  readonly previous: KeyObject | undefined;
}

/** Provides the signing keys. */
export interface KeySource {
  /** @throws StateUnavailable when the secret cannot be read; Error when it contains no key. Both name the secret */
  keys(): Promise<SigningKeys>;
  /** Returns keys newer than `seen`; `undefined` when there are none, or it is too early to read again. */
  newerThan(seen: SigningKeys): Promise<SigningKeys | undefined>;
}

/** The secret that holds the keys. */
export interface KeySecret {
  /** ARN or name, for error messages. */
  readonly name: string;
  readonly read: ReadSecret;
}

/** Milliseconds after which the keys are read again. */
const TTL_MS = 300_000;
/** Minimum milliseconds between two reads, so that callers cannot cause reads by sending invalid tokens. */
const APART_MS = 30_000;
/** Minimum bytes of a key: the length of the signature. RFC 2104 section 3 */
const LEAST_BYTES = 32;

/**
 * Reads the keys from the current and previous version of a secret at first use. If a later read fails, the last keys remain in
 * use.
 *
 * @param now the clock, epoch milliseconds
 */
export function createKeySource(secret: KeySecret, now: () => number): KeySource {
  let known: SigningKeys | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<SigningKeys> | undefined;

  /** Concurrent callers share one read. */
  function read(): Promise<SigningKeys> {
    triedAt = now();
    reading ??= readKeys(secret)
      .then((keys) => {
        known = keys;
        readAt = now();
        return keys;
      })
      .catch((error: unknown) => {
        if (known) return known;
        throw error;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  }

  /** Milliseconds since a moment; a clock that stepped back does not show them, so the moment counts as long ago. */
  function since(moment: number): number {
    const ms = now() - moment;
    return ms < 0 ? Number.POSITIVE_INFINITY : ms;
  }

  const mayTry = () => since(triedAt) >= APART_MS;

  return {
    async keys() {
      return known && (since(readAt) < TTL_MS || !mayTry()) ? known : read();
    },
    async newerThan(seen) {
      if (known === seen && !reading && !mayTry()) return undefined;
      const keys = known === seen ? await (reading ?? read()) : known;
      return keys === seen ? undefined : keys;
    },
  };
}

async function readKeys({ name, read }: KeySecret): Promise<SigningKeys> {
  const [current, previous] = await Promise.all([read('AWSCURRENT'), read('AWSPREVIOUS')]).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StateUnavailable(`The signing secret ${name} cannot be read: ${reason}`, { cause });
  });
  if (current === undefined) {
    throw new Error(`The signing secret ${name} has no text: store at least ${LEAST_BYTES} random bytes in it`);
  }
  if (Buffer.byteLength(current) < LEAST_BYTES) {
    throw new Error(`The signing secret ${name} is too short: store at least ${LEAST_BYTES} random bytes in it`);
  }
  // A previous version that is too short was never used to sign.
  const usable = previous !== undefined && Buffer.byteLength(previous) >= LEAST_BYTES;
  return { current: keyOf(current), previous: usable ? keyOf(previous) : undefined };
}

function keyOf(text: string): KeyObject {
  return createSecretKey(text, 'utf8');
}
