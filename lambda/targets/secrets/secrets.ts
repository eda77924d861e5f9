import { ExpiringCache } from '../../cache/index.ts';
import { ToolError } from '../../tool-error.ts';
import { perEnvironment } from '../per-environment.ts';
import type { TargetEnvironment } from '../types.ts';
import { openStore, type SecretStore } from './store.ts';

/** How a tool names a secret of its server. */
export interface SecretReference {
  /** The name as the tool has it: `orders-api-token`. */
  readonly secret: string;
  /** The key to take where the secret is a JSON object, as rotation writes them. */
  readonly key: string | undefined;
}

/** Milliseconds after which a secret is read again. */
const TTL_MS = 300_000;
/** Milliseconds for which a secret that was read anew in vain is not read again: some upstreams refuse every call. */
const VAIN_MS = 5_000;
/** Secrets kept in memory. */
const MAX_SECRETS = 500;

/** The secrets of a deployment, by reference; nothing of what they hold ever gets into an error. */
export class Secrets {
  readonly #cache: ExpiringCache<string>;
  readonly #open: () => Promise<SecretStore>;
  readonly #prefix: string;
  readonly #now: () => number;
  /** Until when a secret is not read anew, in epoch milliseconds, by its name; only of secrets that exist. */
  readonly #settledUntil = new Map<string, number>();
  #store: Promise<SecretStore> | undefined;

  /** @param open opens the store, when the first secret is read */
  constructor({ aws, now }: Pick<TargetEnvironment, 'aws' | 'now'>, open = () => openStore(aws.secrets.store)) {
    this.#cache = new ExpiringCache(now, MAX_SECRETS);
    this.#open = open;
    this.#prefix = aws.secrets.prefix;
    this.#now = now;
  }

  /**
   * The value of a secret.
   *
   * @param server the server that the tool belongs to
   * @throws ToolError when there is none, or it cannot be read
   */
  async read(server: string, reference: SecretReference): Promise<string> {
    const name = this.#nameOf(server, reference);
    const text = await this.#cache.get(name, async () => {
      const value = await this.#fetch(name, server, reference.secret);
      return { value, expiresAt: this.#now() + TTL_MS };
    });
    return valueIn(text, server, reference);
  }

  /**
   * Reads a secret anew, after an upstream refused its value: it may have been rotated. What was read lately, and was the same,
   * is not read again.
   *
   * @param refused the value
   * @returns whether it is another one now
   */
  async renew(server: string, reference: SecretReference, refused: string): Promise<boolean> {
    const name = this.#nameOf(server, reference);
    const known = this.#cache.peek(name);
    const settled = (this.#settledUntil.get(name) ?? 0) > this.#now();
    // another call's refusal may have brought the new value already
    if (known !== undefined && !settled && valueIn(known, server, reference) === refused) this.#cache.drop(name, known);
    const changed = (await this.read(server, reference)) !== refused;
    if (changed) this.#settledUntil.delete(name);
    else if (!settled) this.#settledUntil.set(name, this.#now() + VAIN_MS);
    return changed;
  }

  #nameOf(server: string, { secret }: SecretReference): string {
    return `${this.#prefix}${server}/${secret}`;
  }

  async #fetch(name: string, server: string, secret: string): Promise<string> {
    const text = await this.#ask(name).catch((error: unknown) => {
      throw new ToolError(`The secret "${secret}" of server ${server} ${reasonOf(error)}`);
    });
    // a line break at the end is the editor's
    const value = text?.replace(/[\r\n]+$/, '') ?? '';
    if (value !== '') return value;
    throw new ToolError(
      `The secret "${secret}" of server ${server} does not exist. Calling again will not help before an operator stores it.`,
    );
  }

  async #ask(name: string): Promise<string | undefined> {
    this.#store ??= this.#open();
    return (await this.#store).read(name);
  }
}

/** What the agent needs to know of a store that refuses; its own words name the account. */
function reasonOf(error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  if (name === 'AccessDeniedException' || name === 'DecryptionFailure') {
    return 'may not be read by this deployment. Calling again will not help before an operator allows it.';
  }
  return 'could not be read just now. Try again.';
}

function valueIn(text: string, server: string, { secret, key }: SecretReference): string {
  if (key === undefined) return text;
  const value = keyOf(text, key);
  if (typeof value === 'string' && value !== '') return value;
  throw new ToolError(
    `The secret "${secret}" of server ${server} has no text under the key "${key}". An operator has to correct it.`,
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
