import fc from 'fast-check';
import { Mask } from '../../../../lambda/targets/secrets/index.ts';
import { exactJson, parseMarkingRounded } from '../../../../lambda/text/index.ts';
import { timesTheYardstick } from '../../../support/processor-time.ts';

const SECRET = 'ab/cdEFGH+ij k"l\\mn<o>&p\'q=é€🔑z';

function maskOf(...secrets: readonly string[]): Mask {
  const mask = new Mask();
  for (const secret of secrets) mask.add(secret);
  return mask;
}

const everyUnit = (text: string, spell: (unit: string) => string) =>
  [...text].map((char) => (/[a-z0-9]/i.test(char) ? char : spell(char))).join('');
const unicode = (char: string) =>
  char.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
const form = (text: string) => new URLSearchParams({ v: text }).toString().slice(2);
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** How encoders in use write a secret. */
const spellings: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'lower case': (secret) => secret.toLowerCase(),
  JSON: json,
  'JSON with escaped slashes': (secret) => json(secret).replaceAll('/', '\\/'),
  'JSON of ASCII': (secret) => json(secret).replace(/[^ -~]/gu, unicode),
  'JSON of escapes in capitals': (secret) =>
    everyUnit(secret, (char) => unicode(char).toUpperCase().replaceAll('U', 'u')),
  'JSON in JSON': (secret) => json(json(secret).replaceAll('/', '\\/')),
  'JSON in JSON in JSON': (secret) => json(json(json(secret))),
  'JSON in a query': (secret) => encodeURIComponent(json(secret).replaceAll('/', '\\/')),
  'JSON of ASCII in a form': (secret) => form(json(secret).replace(/[^ -~]/gu, unicode)),
  'JSON in HTML': (secret) =>
    json(secret).replace(
      /[&<>"']/g,
      (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;' })[char] ?? '&#39;',
    ),
  percent: encodeURIComponent,
  'lower-case percent': (secret) => encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  'percent with all signs': (secret) => encodeURIComponent(secret).replaceAll("'", '%27'),
  'percent twice': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  form,
  'HTML entities': (secret) =>
    secret.replace(/[&<>"']/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? '&#39;'),
  'decimal entities': (secret) => everyUnit(secret, (char) => `&#${char.codePointAt(0)};`),
  'hexadecimal entities': (secret) =>
    everyUnit(secret, (char) => `&#x${char.codePointAt(0)?.toString(16).toUpperCase()};`),
  'padded entities': (secret) =>
    everyUnit(secret, (char) => `&#x${char.codePointAt(0)?.toString(16).padStart(4, '0')};`),
  'entities of entities': (secret) => everyUnit(secret, (char) => `&amp;#${char.codePointAt(0)};`),
};

/** The same for base64, where the neighbours of a secret change its first and last character. */
const base64Spellings: Readonly<Record<string, (text: string) => string>> = {
  base64,
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64 in JSON with escaped slashes': (text) => base64(text).replaceAll('/', '\\/'),
  'base64 in a query': (text) => encodeURIComponent(base64(text)),
};

describe('a mask removes a secret', () => {
  test.each(Object.keys(spellings))('spelled as %s', (name) => {
    const echo = `before ${spellings[name]?.(SECRET)} after`;

    expect(maskOf(SECRET).text(echo)).toBe('before [secret] after');
  });

  test.each(
    Object.keys(base64Spellings).flatMap((name) => ['', 'u', 'us', 'use', 'user:'].map((before) => [name, before])),
  )('spelled as %s after "%s"', (name = '', before = '') => {
    const secret = 'ab/cdEFGH+ij>?~klmnop';
    const masked = maskOf(secret).text(base64Spellings[name]?.(`${before}${secret} and more`) ?? '');

    expect(masked).toContain('[secret]');
    // two characters at most, one at each side, hold some bits of the secret
    const [start = '', end = ''] = masked.split('[secret]');
    expect(Buffer.from(start, 'base64').toString()).toBe(before);
    expect(decodeURIComponent(end).replace(/=+$/, '').length).toBeLessThanOrEqual(base64(' and more').length + 1);
  });

  test('whatever characters it has', () => {
    const secrets = fc.string({ unit: 'binary', minLength: 4, maxLength: 30 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(secrets, fc.constantFrom(...Object.keys(spellings)), (secret, name) => {
        expect(maskOf(secret).text(`<${spellings[name]?.(secret)}>`)).toBe('<[secret]>');
      }),
      { numRuns: 150 },
    );
  });

  test('in members, names, numbers and lists of a value', () => {
    const mask = maskOf('12345678', 'k"ey/s');

    expect(mask.value({ 'k"ey/s': [12345678, 'k\\"ey\\/s', 7], n: 9123456780 })).toEqual({
      '[secret]': ['[secret]', '[secret]', 7],
      n: '[secret]',
    });
    const harmless = { a: ['b', 1] };
    expect(mask.value(harmless)).toBe(harmless);
  });

  test('in numbers that a double rounds, and the digits of the others stay', () => {
    const secret = '12345678901234567890';
    const mask = maskOf(secret, 'topsecret');
    const value = parseMarkingRounded(`{"account":${secret},"id":98765432109876543210,"list":["topsecret",1e400]}`);

    expect(exactJson(mask.value(value))).toBe(
      '{"account":"[secret]","id":98765432109876543210,"list":["[secret]",1e400]}',
    );
  });

  test('that contains another, the longer one first', () => {
    expect(maskOf('abcd', 'abcdefgh').text('x abcdefgh abcd')).toBe('x [secret] [secret]');
  });

  test('of backslashes and percent signs in no more time than any other', async () => {
    const secret = `${'\\'.repeat(40)}${'%'.repeat(40)}${'&'.repeat(40)}x`;

    const ratio = await timesTheYardstick(() => {
      expect(
        maskOf(secret).text(`${'\\'.repeat(100_000)}${'%25'.repeat(50_000)}${'&amp;'.repeat(50_000)}`),
      ).not.toContain('[');
      expect(maskOf(secret).openEnd(`${'\\'.repeat(10_000)}${'%25'.repeat(100)}`)).toBeGreaterThanOrEqual(0);
    });

    expect(ratio).toBeLessThan(150);
  });

  test('of escaped quotes in no more time than any other, also where its end differs', async () => {
    const secret = `{${'\\"k\\",'.repeat(40)}}`;
    const mask = maskOf(secret);

    const ratio = await timesTheYardstick(() => {
      expect(mask.text(`${'%5c%5c%22k%5c%5c%22'.repeat(100)}\\&quot;k\\\\&quot;!`)).not.toContain('[');
      for (const spell of [(text: string) => text, json, (text: string) => json(json(text)), encodeURIComponent]) {
        expect(mask.text(`<${spell(secret)}>`)).toBe('<[secret]>');
        const other = `<${spell(secret).slice(0, -1)}!>`;
        expect(mask.text(other)).toBe(other);
        expect(mask.openEnd(other)).toBe(0);
        expect(mask.openEnd(other.slice(0, -2))).toBe(other.length - 3);
      }
    });

    expect(ratio).toBeLessThan(60);
  });

  test('but not what is too short to be one', () => {
    expect(maskOf('abc').text('abc')).toBe('abc');
    expect(maskOf('abcd').text(base64('abcd'))).toBe(base64('abcd'));
  });
});

describe('a mask finds a secret wherever chunks end', () => {
  /** Masks a text as a stream does: the possible start of a secret waits for the next chunk. */
  function streamed(mask: Mask, chunks: readonly string[]): string {
    let held = '';
    let sent = '';
    for (const chunk of chunks) {
      const text = held + chunk;
      const end = text.length - mask.openEnd(text);
      sent += mask.text(text.slice(0, end));
      held = text.slice(end);
    }
    return sent + mask.text(held);
  }

  test.each(Object.keys(spellings))('spelled as %s', (name) => {
    const text = `Z${spellings[name]?.(SECRET)}Z`;
    const mask = maskOf(SECRET);

    for (let at = 0; at <= text.length; at += 1) {
      expect(streamed(mask, [text.slice(0, at), text.slice(at)])).toBe('Z[secret]Z');
    }
    expect(streamed(mask, text.split(''))).toBe('Z[secret]Z');
  });

  test.each([0, 1, 2])('spelled as base64, %i bytes into the text', (before) => {
    const text = base64(`${'x'.repeat(before)}ab/cdEFGH+ijklmnop and more`);
    const mask = maskOf('ab/cdEFGH+ijklmnop');

    expect(streamed(mask, text.split(''))).toBe(mask.text(text));
    expect(mask.text(text)).toContain('[secret]');
  });

  test('that ends as it begins', () => {
    expect(streamed(maskOf('abab'), ['xabab', 'y'])).toBe('x[secret]y');
    expect(streamed(maskOf('abab'), [...'xababab-'])).toBe(maskOf('abab').text('xababab-'));
  });

  test('that begins as another does', () => {
    expect(streamed(maskOf('abcd', 'abcdefgh'), [...'-abcdefgh-abcd-'])).toBe('-[secret]-[secret]-');
  });

  test('and holds back nothing else', () => {
    expect(maskOf('hunter22').openEnd('an ordinary text')).toBe(0);
    expect(maskOf('hunter22').openEnd('an ordinary hunt')).toBe(4);
  });
});

test('the beginning of a longer text ends before a secret that it may divide', () => {
  expect(maskOf('hunter22').beginning('a hunter22 b hunt')).toBe('a [secret] b ');
});
