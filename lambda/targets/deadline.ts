/** Milliseconds before its deadline at which a target gives up, so that its own error still reaches the caller. */
export const ERROR_RESERVE_MS = 20;
