/** Toolkit functions as their files are saved. */
export { LiveFunctions, type RunningFunction } from './live-functions.ts';
