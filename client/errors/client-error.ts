/**
 * Who must act before the request can succeed:
 * - `caller`: the program or agent that made the request; it changes the request.
 * - `credentials`: the owner of the credentials, who logs in again or with more scopes.
 * - `later`: nobody; the same request may succeed later.
 * - `operator`: the operator of the server, or of the program that has its URL.
 */
export type Actor = 'caller' | 'credentials' | 'later' | 'operator';

/** The superclass of every error of this package. An aborted request rejects with the signal's reason instead. */
export abstract class McpClientError extends Error {
  abstract readonly actor: Actor;
}

/** Advice after a failure in the middle of a request that may change something. */
export const MAY_BE_DONE = 'The request may have been carried out: check before you repeat it';
