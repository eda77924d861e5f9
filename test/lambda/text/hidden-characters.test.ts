import { hiddenCharacters, visibleText } from '../../../lambda/text/index.ts';

const verdict = (text: string) => hiddenCharacters(text).map(({ isNeeded }) => (isNeeded ? 'needed' : 'hidden'));

describe('hidden characters', () => {
  test.each([
    ['an escape', 'a\u001b[31mred'],
    ['NUL', 'a\u0000'],
    ['a lone carriage return', 'a\rb'],
    ['C1', 'a\u009b31m'],
    ['a directional override', 'a\u202eb'],
    ['a directional isolate', 'a\u2066b'],
    ['a tag', 'a\u{E0041}'],
    ['a zero-width space between Latin letters', 'a\u200bb'],
    ['a joiner between Latin letters', 'a\u200db'],
    ['a byte-order mark', '\ufeffa'],
    ['a soft hyphen', 'a\u00adb'],
    ['a line separator', 'a\u2028b'],
    ['a lone surrogate', 'a\ud800b'],
    ['a noncharacter', 'a\ufdd0b'],
    ['a Hangul filler', 'a\u3164b'],
    ['a selector that varies nothing', 'a \u{E0101}'],
  ])('%s is hidden', (_name, text) => {
    expect(verdict(text)).toEqual(['hidden']);
  });

  test.each([
    ['Persian', 'می\u200cخواهم'],
    ['Hindi', 'क्\u200dष'],
    ['a family', '👩\u200d👩'],
    ['a skin tone', '👩🏽\u200d🚀'],
    ['Thai', 'ภาษา\u200bไทย'],
    ['a mark of direction', 'abc\u200f!'],
    ['a Han variant', '葛\u{E0100}'],
  ])('%s needs it', (_name, text) => {
    expect(verdict(text)).toEqual(['needed']);
    expect(visibleText(text)).toBe(text);
  });

  test.each(['plain', 'two\nlines\tand a tab', 'Windows\r\nlines', '❤\ufe0f', '1\ufe0f\u20e3', 'שלום', 'é', '𝒳'])(
    '%j hides nothing',
    (text) => {
      expect(hiddenCharacters(text)).toEqual([]);
      expect(visibleText(text)).toBe(text);
    },
  );

  test('a flag of tags is needed, and other tags after a flag are not', () => {
    const scotland = '🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}';
    expect(new Set(verdict(scotland))).toEqual(new Set(['needed']));
    expect(new Set(verdict('🏴\u{E0069}\u{E0067}\u{E007F}'))).toEqual(new Set(['hidden']));
    expect(verdict(`${scotland}\u{E0041}`).at(-1)).toBe('hidden');
  });

  test('several in a row are hidden, whatever the script', () => {
    expect(verdict('می\u200c\u200c\u200dخواهم')).toEqual(['needed', 'hidden', 'hidden']);
    expect(verdict('a\u200e\u200f\u200e')).toEqual(['needed', 'hidden', 'hidden']);
  });

  test('are shown as the escapes of JSON', () => {
    const text = 'a\u001b[2J\u202e\u{E0041}\ud800';
    expect(visibleText(text)).toBe('a\\u001b[2J\\u202e\\udb40\\udc41\\ud800');
    const json = JSON.stringify({ text });
    expect(JSON.parse(visibleText(json))).toEqual({ text });
  });
});
