import { unicodeEscape } from './escape.ts';

/** A character that readers cannot see, or that changes how the text around it is shown. */
export interface HiddenCharacter {
  /** Place in the text, in UTF-16 code units. */
  readonly index: number;
  readonly char: string;
  /** Whether the text around it needs it: a joiner in Persian or in an emoji, a mark of direction. */
  readonly isNeeded: boolean;
}

/**
 * Control characters but tab and line feed, lone surrogates, separators, noncharacters, interlinear marks, and everything that
 * Unicode calls ignorable: zero-width characters, directional controls, tags, variation selectors. Unicode 16, DerivedCoreProperties
 */
const HIDDEN =
  /(?![\t\n])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/** The flags of England, Scotland and Wales, which consist of tags. Other sequences could carry any text. */
const TAG_FLAG =
  /^\u{1F3F4}\u{E0067}\u{E0062}(?:\u{E0065}\u{E006E}\u{E0067}|\u{E0073}\u{E0063}\u{E0074}|\u{E0077}\u{E006C}\u{E0073})\u{E007F}/u;

/** Scripts whose spelling uses joiners. Unicode Standard, chapters 9 and 12 to 16 */
const JOINING =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u;
/** Scripts without spaces between words, which a zero-width space separates. */
const UNSPACED = /[\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Tibt}]/u;
const EMOJI_END = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F/u;

/** Finds the hidden characters of a text. */
export function hiddenCharacters(text: string): readonly HiddenCharacter[] {
  const found: HiddenCharacter[] = [];
  let flagEnd = 0;
  for (const match of text.matchAll(HIDDEN)) {
    const { index } = match;
    const [char] = match;
    if (char === '\u{E0067}' && index >= flagEnd) {
      const flag = TAG_FLAG.exec(text.slice(Math.max(0, index - 2), index + 12));
      if (flag) flagEnd = index - 2 + flag[0].length;
    }
    const before = lastChar(text, index);
    const after = String.fromCodePoint(text.codePointAt(index + char.length) ?? 0);
    if (isOrdinary(char, before, after)) continue;
    found.push({ index, char, isNeeded: index < flagEnd || isNeeded(char, before, after) });
  }
  return found;
}

/** Writes the hidden characters that a text does not need as `\u` escapes, as in JSON. */
export function visibleText(text: string): string {
  let visible = '';
  let end = 0;
  for (const { index, char, isNeeded } of hiddenCharacters(text)) {
    if (isNeeded) continue;
    visible += text.slice(end, index) + unicodeEscape(char);
    end = index + char.length;
  }
  return visible + text.slice(end);
}

function lastChar(text: string, end: number): string {
  const unit = text.charCodeAt(end - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return end === 0 ? '' : text.slice(isLow && end > 1 ? end - 2 : end - 1, end);
}

/** A line break of Windows, and a selector of the emoji or text form of an emoji. */
function isOrdinary(char: string, before: string, after: string): boolean {
  if (char === '\r') return after === '\n';
  return (char === '\uFE0F' || char === '\uFE0E') && /\p{Emoji}/u.test(before);
}

/** Hidden characters in a row carry a message, not a spelling. */
function isNeeded(char: string, before: string, after: string): boolean {
  if (char === '\u200D' && EMOJI_END.test(before) && /\p{Extended_Pictographic}/u.test(after)) return true;
  if (before.search(HIDDEN) >= 0) return false;
  switch (char) {
    case '\u200C':
    case '\u200D':
      return JOINING.test(before);
    case '\u200B':
      return UNSPACED.test(before) && UNSPACED.test(after);
    case '\u200E':
    case '\u200F':
    case '\u061C':
      return true;
    case '\u180B':
    case '\u180C':
    case '\u180D':
    case '\u180F':
      return /\p{scx=Mong}/u.test(before);
    default:
      return isVariation(char, before);
  }
}

/** A variant of a symbol or of a Han character. Unicode Standard, section 23.4 */
function isVariation(char: string, before: string): boolean {
  if (char >= '\uFE00' && char <= '\uFE0D') return /[\p{S}\p{L}\p{N}\p{P}]/u.test(before);
  return /[\u{E0100}-\u{E01EF}]/u.test(char) && /\p{scx=Han}/u.test(before);
}
