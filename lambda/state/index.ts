export { openState } from './open.ts';
export type { State } from './types.ts';
