import { type StoredPrincipal, storePrincipal } from '../../auth/index.ts';
import type { Access } from '../access.ts';
import type { RpcContext } from '../context.ts';

/** The caller of a stream or a batch, whose rights may change meanwhile. */
export class JudgedCaller {
  readonly #stored: StoredPrincipal;
  readonly #context: RpcContext;
  #access: Access;

  constructor(context: RpcContext) {
    this.#stored = storePrincipal(context.principal);
    this.#context = context;
    this.#access = context.access;
  }

  /** What the caller could do when it was last judged. */
  get access(): Access {
    return this.#access;
  }

  /**
   * Judges the caller again: are its credentials still valid, and what may it see now?
   *
   * @returns `undefined` if it may not use the server any more, or the server was removed
   * @throws CatalogUnavailable or AuthUnavailable if that cannot be read
   */
  async judge(): Promise<Access | undefined> {
    const { recheck, accessNow, view, now } = this.#context;
    const principal = await recheck(this.#stored);
    if (principal === undefined || now() >= (principal.expiresAt ?? Number.POSITIVE_INFINITY)) return undefined;
    const access = await accessNow(view.server, principal);
    if (access === undefined || !access.holdsServerScopes) return undefined;
    this.#access = access;
    return access;
  }
}
