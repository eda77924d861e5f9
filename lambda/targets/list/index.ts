/** The list that a result makes of rows: its bytes, and what it says where it is cut. */
export { beforeFailure, type Cut, withCut } from './cut.ts';
export { type Building, fittedResult } from './fitted.ts';
export { RowList, type RowUse } from './row-list.ts';
