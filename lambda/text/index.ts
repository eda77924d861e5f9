/** Helpers for text: byte limits, truncation, splitting bytes into lines, and JSON numbers that a double rounds. */
export { exceedsBytes } from './bytes.ts';
export { parseLossless, parseMarkingRounded, roundedNumbers } from './exact-numbers.ts';
export { type HiddenCharacter, hiddenCharacters, visibleText } from './hidden-characters.ts';
export { LineSplitter } from './lines.ts';
export { nestsDeeper } from './nesting.ts';
export { truncateText } from './truncate.ts';
