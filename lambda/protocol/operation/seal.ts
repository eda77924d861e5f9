import { InvalidToken, type State, StateUnavailable, TokenTooLarge } from '../../state/index.ts';
import type { Seal } from '../../targets/index.ts';

const KIND = 'carried-value';
/** Milliseconds in which a caller can hand a value back. */
const TTL_MS = 86_400_000;

/**
 * Creates the seal of one call.
 *
 * @param bound what the next call must have in common with this one: server, tool and caller
 */
export function createSeal(state: Pick<State, 'tokens'>, bound: readonly string[]): Seal {
  return {
    async close(value) {
      try {
        return await state.tokens.sign(KIND, bound, value, TTL_MS);
      } catch (error) {
        if (error instanceof TokenTooLarge || error instanceof StateUnavailable) return undefined;
        throw error;
      }
    },
    async open(text) {
      try {
        return await state.tokens.verify(KIND, bound, text);
      } catch (error) {
        if (error instanceof InvalidToken) return undefined;
        throw error;
      }
    },
  };
}
