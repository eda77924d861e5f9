export { openState } from './open.ts';
export { InvalidSeal, type Sealer, type State, type StateTable } from './types.ts';
