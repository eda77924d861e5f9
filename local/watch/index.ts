/** Notices that files are saved, also by renaming, in new directories and in bursts. */
export { watchFiles } from './watch-files.ts';
export { type Watching, watchRounds } from './watch-rounds.ts';
