/** The era of revision 2026-07-28, in which every request describes itself. */
export { handle2026 } from './handle-2026.ts';
