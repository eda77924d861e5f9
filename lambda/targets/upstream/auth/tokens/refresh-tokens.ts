import { perEnvironment } from '../../../per-environment.ts';

const MAX_TOKENS = 200;

/**
 * The newest refresh tokens of an environment: an endpoint may replace one at each use, and revoke all of them when an old one is
 * used again. RFC 6749 section 6; RFC 9700 section 4.14.2
 */
class RefreshTokens {
  readonly #known = new Map<string, { readonly stored: string; readonly newest: string }>();
  readonly #lines = new Map<string, Promise<unknown>>();

  /**
   * Uses a refresh token after everyone before has finished with it.
   *
   * @param id of the stored token
   */
  async inTurn<T>(id: string, use: () => Promise<T>): Promise<T> {
    const before = this.#lines.get(id);
    const mine = before === undefined ? use() : before.then(use, use);
    this.#lines.set(id, mine);
    try {
      return await mine;
    } finally {
      if (this.#lines.get(id) === mine) this.#lines.delete(id);
    }
  }

  /** Returns the token that replaced the stored one, or the stored one. */
  newest(id: string, stored: string): string {
    const known = this.#known.get(id);
    return known?.stored === stored ? known.newest : stored;
  }

  /** Keeps the token that replaces the stored one. */
  replace(id: string, stored: string, newest: string): void {
    this.#known.delete(id);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MAX_TOKENS && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(id, { stored, newest });
  }

  /** Returns whether there was a token that had replaced the stored one. */
  forget(id: string): boolean {
    return this.#known.delete(id);
  }
}

/** The {@link RefreshTokens} that all tools of an environment share. */
export const refreshTokensOf = perEnvironment(() => new RefreshTokens());
