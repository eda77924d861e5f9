import type { Enterprise } from './assertions.ts';

/** What an authorization server knows before it starts. */
export interface AuthorizationServerOptions {
  /** @default a free port */
  readonly port?: number;
  /**
   * Scopes that a client may ask for, at any resource.
   *
   * @default any scope
   */
  readonly scopes?: readonly string[];
  /**
   * Whether it issues tokens for a resource.
   *
   * @default for all
   */
  readonly isResource?: (resource: string) => boolean;
  /**
   * Lifetime of access tokens.
   *
   * @default 3600
   */
  readonly accessTokenSeconds?: number;
  /**
   * Further claims of a user's access tokens.
   *
   * @default none
   */
  readonly claims?: (user: string) => Readonly<Record<string, unknown>>;
  /**
   * Client ID metadata documents by URL, which it would read from the internet.
   *
   * @default none
   */
  readonly clientDocuments?: Readonly<Record<string, object>>;
  /**
   * The identity provider of an enterprise, whose identity assertions (ID-JAG) are exchanged for access tokens.
   *
   * @default none
   */
  readonly enterprise?: Enterprise;
  /**
   * Whether people sign in and agree on a page. Otherwise the server's `user` is logged in without a question, so that
   * a test needs no browser.
   *
   * @default false
   */
  readonly asks?: boolean;
}
