/** Milliseconds before its deadline at which a target gives up, so that its error still reaches the caller. */
export const ERROR_RESERVE_MS = 20;
