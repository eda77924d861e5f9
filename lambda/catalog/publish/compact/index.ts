/** Removes what no reader can see: a bounded part after every publish, everything with `spillway compact`. */

export { type Compacted, compactTable } from './compact.ts';
export { observeLastChange } from './observations.ts';
export { removeOldVersions } from './remove-old-versions.ts';
