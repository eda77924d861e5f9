import { createSecretKey, type KeyObject } from 'node:crypto';
import type { ReadSecret } from '../aws/index.ts';

/** The keys of one moment. Key objects, so that nothing prints what they hold. */
export interface SigningKeys {
  /** Signs and verifies. */
  readonly current: KeyObject;
  /** Verifies what was signed before the secret was rotated. */
  readonly previous: KeyObject | undefined;
}

/** Where keys come from. */
export interface KeySource {
  /** @throws Error naming the secret when there is no key to be had */
  keys(): Promise<SigningKeys>;
  /** Keys that are newer than those a signature is unknown to; `undefined` when there are none, or it is too early to look again. */
  newerThan(seen: SigningKeys): Promise<SigningKeys | undefined>;
}

/** The secret that keys are read from. */
export interface KeySecret {
  /** Its ARN or name, for errors. */
  readonly name: string;
  readonly read: ReadSecret;
}

/** Milliseconds after which the keys are read again. */
const TTL_MS = 300_000;
/** Milliseconds between two reads, whatever asks for them: callers must not be able to make us read by sending nonsense. */
const APART_MS = 30_000;
/** Bytes of a key: as many as its signature has. RFC 2104 section 3 */
const LEAST_BYTES = 32;

/**
 * Reads the keys from a secret's current and previous version, when they are first needed. Once there are keys, a secret that
 * cannot be read is no failure: the last ones serve.
 *
 * @param now the clock, epoch milliseconds
 */
export function createKeySource(secret: KeySecret, now: () => number): KeySource {
  let known: SigningKeys | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<SigningKeys> | undefined;

  /** Callers at the same time wait for the same read. */
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

  const mayTry = () => now() - triedAt >= APART_MS;

  return {
    async keys() {
      return known && (now() - readAt < TTL_MS || !mayTry()) ? known : read();
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
    throw new Error(`The signing secret ${name} cannot be read: ${reason}`, { cause });
  });
  if (current === undefined) {
    throw new Error(`The signing secret ${name} has no text: store at least ${LEAST_BYTES} random bytes in it`);
  }
  if (Buffer.byteLength(current) < LEAST_BYTES) {
    throw new Error(`The signing secret ${name} is too short: store at least ${LEAST_BYTES} random bytes in it`);
  }
  // A previous version that is too short never signed anything.
  const usable = previous !== undefined && Buffer.byteLength(previous) >= LEAST_BYTES;
  return { current: keyOf(current), previous: usable ? keyOf(previous) : undefined };
}

function keyOf(text: string): KeyObject {
  return createSecretKey(text, 'utf8');
}
