/** The list that a result makes of rows: its bytes, and what it says where it is cut. */
export { beforeFailure, type Cut, withCut } from './cut.ts';
export { fittedResult } from './fitted.ts';
export { RowList } from './row-list.ts';
