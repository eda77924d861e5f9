/** Helpers for text: byte limits, truncation, and splitting bytes into lines. */
export { exceedsBytes } from './bytes.ts';
export { LineSplitter } from './lines.ts';
export { truncateText } from './truncate.ts';
