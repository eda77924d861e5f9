/** Notices that files are saved, also by renaming, in new directories and in bursts. */
export { FileWatch } from './file-watch.ts';
export { oneAtATime, watchFiles } from './watch-files.ts';
