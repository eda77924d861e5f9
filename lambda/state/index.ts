export { openState } from './open.ts';
export { InvalidSeal, type Sealer, SealTooLarge, type State, type StateTable } from './types.ts';
