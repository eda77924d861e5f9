import type { Principal } from '../principal.ts';
import { AuthUnavailable, type Verdict, type VerifyKey } from '../verdict.ts';
import { hashSecret, isKeyId, parseKey } from './format.ts';
import { createKeyReader, type Entry, type KeyReaderOptions } from './key-reader.ts';
import { judgeSecret, REFUSED } from './live-key.ts';

/** Checks the API keys of one deployment. */
export interface KeyVerifier {
  readonly verify: VerifyKey;
  /**
   * Judges a key again whose secret was checked before.
   *
   * @param id the key's id, without the `key:` of its principal
   * @returns the caller as the key describes it now; `undefined` if the key is not valid any more
   * @throws AuthUnavailable when the key cannot be read now
   */
  recheckKey(id: string): Promise<Principal | undefined>;
}

const MALFORMED: Verdict = {
  kind: 'invalid',
  description:
    'This is not a complete API key: it starts with spw_ and has 66 characters, of which the last 6 are a checksum',
};
const BUSY: Verdict = { kind: 'unavailable', retryAfterSeconds: 1 };
const UNAVAILABLE: Verdict = { kind: 'unavailable', retryAfterSeconds: 5 };

/**
 * Creates a verifier that reads keys from the catalogue table. A malformed key, or one whose checksum is wrong, causes no read. A
 * key in memory that is younger than `refreshSeconds` is checked without a promise; an older one is read first. While it cannot be
 * read, it serves until its last successful read is `refreshSeconds` and 60 seconds ago.
 *
 * @example
 * const { verify } = createKeyVerifier({ table, identity, refreshSeconds: 5, now: Date.now, report });
 * const verdict = await verify('spw_...');
 */
export function createKeyVerifier(options: KeyReaderOptions): KeyVerifier {
  const { now, report } = options;
  const reader = createKeyReader(options);

  function judge(entry: Entry | undefined, presented: Buffer): Verdict {
    return entry?.live === undefined ? REFUSED : judgeSecret(entry.live, presented, now());
  }

  function onFailure(error: unknown): Verdict {
    if (!(error instanceof AuthUnavailable)) report(error);
    return UNAVAILABLE;
  }

  return {
    verify(credential) {
      const key = parseKey(credential);
      if (key === undefined) return MALFORMED;
      const { id } = key;
      // What waits for a read is the hash. An id without a key takes as long as a wrong secret.
      const presented = hashSecret(key.secret);
      try {
        if (!reader.mayFind(id)) return BUSY;
        const found = reader.find(id);
        if (found instanceof Promise) return found.then((entry) => judge(entry, presented)).catch(onFailure);
        const verdict = judge(found, presented);
        const reading = verdict === REFUSED ? reader.rereadRotated(id) : undefined;
        return reading?.then((entry) => judge(entry, presented)).catch(onFailure) ?? verdict;
      } catch (error) {
        return onFailure(error);
      }
    },
    async recheckKey(id) {
      if (!isKeyId(id)) return undefined;
      const live = (await reader.find(id))?.live;
      return live !== undefined && now() < Number(live.principal.expiresAt) ? live.principal : undefined;
    },
  };
}
