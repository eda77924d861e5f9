/** Helpers for text: byte limits, truncation, splitting bytes into lines, misspelt words, and JSON numbers that a double rounds. */
export { exceedsBytes } from './bytes.ts';
export { closestWord } from './closest.ts';
export { literalPattern, unicodeEscape } from './escape.ts';
export {
  exactJson,
  hasRounded,
  markHolder,
  markMember,
  parseLossless,
  parseMarkingRounded,
  roundedNumbers,
  roundedSource,
} from './exact-numbers.ts';
export { EXPRESSION_TEXT } from './expression-text.ts';
export { type HiddenCharacter, hiddenCharacters, visibleText } from './hidden-characters.ts';
export { LineSplitter } from './lines.ts';
export { nestsDeeper } from './nesting.ts';
export { truncateText } from './truncate.ts';
