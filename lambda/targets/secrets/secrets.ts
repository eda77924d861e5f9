import { type Expiring, ExpiringCache } from '../../cache/index.ts';
import { withTimeout } from '../../timeout.ts';
import { ToolError } from '../../tool-error.ts';
import { perEnvironment } from '../per-environment.ts';
import type { TargetEnvironment } from '../types.ts';
import { openStore, type SecretStore } from './store.ts';

/** A tool's reference to a secret of its server. */
export interface SecretReference {
  /** The name in the tool document: `orders-api-token`. */
  readonly secret: string;
  /** The key to read where the secret is a JSON object, as rotation writes it. */
  readonly key: string | undefined;
}

/** Milliseconds after which a secret is read again. */
const TTL_MS = 300_000;
/** Milliseconds before a secret whose renewal brought the same value is read again: some upstreams refuse every call. */
const VAIN_MS = 5_000;
/** Milliseconds that a known value waits for its renewal: a store that is slow or away does not delay a call for long. */
const RENEWAL_MS = 1_000;
/** Milliseconds after which a store that was away is asked again. */
const AWAY_MS = 5_000;
/** Secrets cached in memory. */
const MAX_SECRETS = 500;

/**
 * Reads and caches the secrets of a deployment. While the store is away, the last value is used. Errors never contain a secret's
 * value.
 */
export class Secrets {
  readonly #cache: ExpiringCache<string>;
  readonly #open: () => Promise<SecretStore>;
  readonly #prefix: string;
  readonly #now: () => number;
  /** Epoch milliseconds until which a secret is not renewed, by name; only for secrets that exist. */
  readonly #settledUntil = new Map<string, number>();
  #store: Promise<SecretStore> | undefined;

  /** @param open opens the store for the first read */
  constructor(
    { aws, now, readSecret }: Pick<TargetEnvironment, 'aws' | 'now' | 'readSecret'>,
    open = readSecret ? async () => ({ read: readSecret }) : () => openStore(aws.secrets.store),
  ) {
    this.#cache = new ExpiringCache(now, MAX_SECRETS);
    this.#open = open;
    this.#prefix = aws.secrets.prefix;
    this.#now = now;
  }

  /**
   * Returns the value of a secret.
   *
   * @param server the server that the tool belongs to
   * @throws ToolError when it does not exist or cannot be read
   */
  async read(server: string, reference: SecretReference): Promise<string> {
    const name = this.#nameOf(server, reference);
    const text = await this.#cache.get(name, () => this.#load(name, server, reference.secret));
    return valueIn(text, server, reference);
  }

  /** Reads a secret. One that is known keeps its value while the store does not answer. */
  async #load(name: string, server: string, secret: string): Promise<Expiring<string>> {
    const last = this.#cache.last(name);
    const reading = this.#fetch(name, server, secret).then((value) => ({ value, expiresAt: this.#now() + TTL_MS }));
    if (last === undefined) return reading;
    const lastForNow = () => ({ value: last, expiresAt: this.#now() + AWAY_MS });
    return withTimeout(reading, RENEWAL_MS, () => {
      // a late answer is kept
      reading.then(
        (entry) => this.#cache.set(name, entry),
        () => {},
      );
      return lastForNow();
    }).catch((error: unknown) => {
      if (error instanceof StoreAway) return lastForNow();
      this.#cache.drop(name, last); // an operator has removed it
      throw error;
    });
  }

  /**
   * Reads a secret again after an upstream refused its value, because it may have been rotated. A secret whose recent renewal
   * brought the same value is not read again.
   *
   * @param refused the refused value
   * @returns whether the value has changed
   */
  async renew(server: string, reference: SecretReference, refused: string): Promise<boolean> {
    const name = this.#nameOf(server, reference);
    const known = this.#cache.peek(name);
    const settled = (this.#settledUntil.get(name) ?? 0) > this.#now();
    // another call's renewal may have brought the new value already
    if (known !== undefined && !settled && valueIn(known, server, reference) === refused)
      this.#cache.expire(name, known);
    const changed = (await this.read(server, reference)) !== refused;
    if (changed) this.#settledUntil.delete(name);
    else if (!settled) this.#settledUntil.set(name, this.#now() + VAIN_MS);
    return changed;
  }

  #nameOf(server: string, { secret }: SecretReference): string {
    return `${this.#prefix}${server}/${secret}`;
  }

  async #fetch(name: string, server: string, secret: string): Promise<string> {
    const text = await this.#readStore(name).catch((error: unknown) => {
      throw failureOf(error, `The secret "${secret}" of server ${server}`);
    });
    // editors add a line break at the end
    const value = text?.replace(/[\r\n]+$/, '') ?? '';
    if (value !== '') return value;
    throw new ToolError(
      `The secret "${secret}" of server ${server} does not exist. Retrying will not help until an operator stores it.`,
    );
  }

  async #readStore(name: string): Promise<string | undefined> {
    this.#store ??= this.#open().catch((error: unknown) => {
      this.#store = undefined; // the next read opens it again
      throw error;
    });
    return (await this.#store).read(name);
  }
}

/** The store did not answer: the last value may still work. */
class StoreAway extends ToolError {}

/** The error for the agent; the store's own message names the account. */
function failureOf(error: unknown, subject: string): ToolError {
  const name = error instanceof Error ? error.name : '';
  if (name === 'AccessDeniedException' || name === 'DecryptionFailure') {
    return new ToolError(
      `${subject} cannot be read by this deployment. Retrying will not help until an operator grants access.`,
    );
  }
  return new StoreAway(`${subject} could not be read. Try again.`);
}

function valueIn(text: string, server: string, { secret, key }: SecretReference): string {
  if (key === undefined) return text;
  const value = keyOf(text, key);
  if (typeof value === 'string' && value !== '') return value;
  throw new ToolError(
    `The secret "${secret}" of server ${server} has no text under the key "${key}". An operator must correct it.`,
  );
}

function keyOf(text: string, key: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? (value as Record<string, unknown>)[key]
      : undefined;
  } catch {
    return undefined;
  }
}

/** The {@link Secrets} that all tools of an environment share. */
export const secretsOf = perEnvironment((environment) => new Secrets(environment));
