import fc from 'fast-check';
import { InvalidUriTemplate, parseUriTemplate } from '../../../lambda/catalog/uri-template/index.ts';

const match = (template: string, uri: string) => parseUriTemplate(template).match(uri);

describe('a template finds its variables in a URI', () => {
  test.each([
    ['test://template/{id}/data', 'test://template/123/data', { id: '123' }],
    ['x://{a}', 'x://caf%C3%A9%2Fb', { a: 'café/b' }],
    ['x://{a}.{b}', 'x://one.two.three', { a: 'one.two', b: 'three' }],
    ['x://{a,b}', 'x://1,2', { a: '1', b: '2' }],
    ['x://{a,b}', 'x://1', { a: '1' }],
    ['x://{a}', 'x://1,2', { a: '1,2' }],
    ['file:///{+path}', 'file:///a/b%20c?d', { path: 'a/b c?d' }],
    ['file:///{+path}/raw', 'file:///a/raw/b/raw', { path: 'a/raw/b' }],
    ['x://{+a}-{b}', 'x://x-y/z-w', { a: 'x-y/z', b: 'w' }],
    ['x://a{/b,c}', 'x://a/1/2', { b: '1', c: '2' }],
    ['x://a{/b}{/c}', 'x://a/1/2', { b: '1', c: '2' }],
    ['x://a{/b}', 'x://a', {}],
    ['x://{name}{.ext}', 'x://a.b.c', { name: 'a.b', ext: 'c' }],
    ['x://{name}{.ext}', 'x://a', { name: 'a' }],
    ['x://{+path}{/file}', 'x://a/b/c', { path: 'a/b', file: 'c' }],
    ['x://a{;b,c}', 'x://a;c=2;b', { b: '', c: '2' }],
    ['x://a{?b,c}', 'x://a?c=%26&b=', { b: '', c: '&' }],
    ['x://a{?b,c}', 'x://a?b=1', { b: '1' }],
    ['x://a{?b,c}', 'x://a', {}],
    ['x://a{?b}{#c}', 'x://a?b=1/2?3#4', { b: '1/2?3', c: '4' }],
    ['x://a{/b,c}{/d,e}', 'x://a/1/2/3/4', { b: '1', c: '2', d: '3', e: '4' }],
    ['x://a{/b,c}/blob/{+path}', 'x://a/1/2/blob/3/blob/4', { b: '1', c: '2', path: '3/blob/4' }],
    ['x://{a,b}-{c,d}', 'x://1,2-3-4,5', { a: '1', b: '2-3', c: '4', d: '5' }],
    ['x://{+path}{/b,c}', 'x://1/2/3/4', { path: '1/2', b: '3', c: '4' }],
    ['x://a{.b,c}', 'x://a.1.2.3', { b: '1.2', c: '3' }],
    ['x://{a}{;b,c}', 'x://1;b=2;c=3', { a: '1', b: '2', c: '3' }],
    ['x://a{?b}-{&c}', 'x://a?b=1-2-&c=3-', { b: '1-2', c: '3-' }],
    ['x://{+a}{?b}', 'x://1?c=2', { a: '1?c=2' }],
    ['x://{+a}{?b}', 'x://1?c?b=2', { a: '1?c', b: '2' }],
    ['x://{a}A{b}', 'x://1A%C3%AA', { a: '1', b: 'ê' }],
    ['x://a?fixed=1{&b}', 'x://a?fixed=1&b=2', { b: '2' }],
    ['x://a{?b}&fixed=1', 'x://a?b=2&fixed=1', { b: '2' }],
    ['x://{__proto__}', 'x://1', Object.fromEntries([['__proto__', '1']])],
  ])('%s in %s', (template, uri, expected) => {
    expect(match(template, uri)).toEqual(expected);
  });

  test.each([
    ['another scheme', 'x://{a}', 'y://1'],
    ['nothing for a variable', 'x://{a}/b', 'x:///b'],
    ['a slash in a plain variable', 'x://{a}', 'x://1/2'],
    ['a query in a plain variable', 'x://{a}', 'x://1?2'],
    ['more behind it', 'x://{a}/b', 'x://1/b/c'],
    ['less than it asks', 'x://{a}/b', 'x://1'],
    ['an unknown key', 'x://a{?b}', 'x://a?c=1'],
    ['a key twice', 'x://a{?b,c}', 'x://a?b=1&b=2'],
    ['too many values', 'x://{a,b}', 'x://1,2,3'],
    ['an empty value', 'x://{a,b}', 'x://1,'],
    ['a segment without a value', 'x://a{/b}', 'x://a/'],
    ['broken percent-encoding', 'x://{a}', 'x://%E9'],
    ['half a percent-encoding', 'x://{a}', 'x://%4'],
    ['more than 2,048 characters', 'x://{a}', `x://${'a'.repeat(2_045)}`],
  ])('%s does not fit', (_name, template, uri) => {
    expect(match(template, uri)).toBeUndefined();
  });
});

describe('what cannot be read backwards is refused', () => {
  test.each([
    ['x://{a*}', 'modifiers'],
    ['x://{a:3}', 'modifiers'],
    ['x://{=a}', 'reserves'],
    ['x://{a-b}', 'letters, digits and `_`'],
    ['x://{}', 'letters, digits and `_`'],
    ['x://{a', 'percent-encode them, and pair'],
    ['x://a}{b}', 'pair'],
    ['x://é{a}', 'percent-encode'],
    ['x://%4{a}', 'percent-encode'],
    ['{scheme}://a', 'begin with a literal scheme'],
    ['X://{a}', 'begin with a literal scheme'],
    ['no-scheme/{a}', 'begin with a literal scheme'],
    ['x://a', 'has no variables'],
    ['x://{a}/{a}', '`a` occurs twice'],
    ['x://{a}{b}', 'nothing separates `a` and `b`'],
    ['x://{a}{+b}', 'nothing separates `a` and `b`'],
    ['x://a{?b}{&c}', 'combine them'],
    [`x://${'a'.repeat(1_024)}{b}`, 'at most 1024 are allowed'],
    [
      `x://${Array.from({ length: 17 }, (_, index) => `{v${index}}`).join('/')}`,
      '17 variables; at most 16 are allowed',
    ],
  ])('%s', (template, expected) => {
    expect(() => parseUriTemplate(template)).toThrow(InvalidUriTemplate);
    expect(() => parseUriTemplate(template)).toThrow(expected);
  });
});

/** Expansion as RFC 6570 section 3.2 describes it, for variables that all have a value. */
function expand(operator: string, values: readonly (readonly [string, string])[]): string {
  const forms: Record<string, readonly [first: string, separator: string, named: boolean]> = {
    '': ['', ',', false],
    '+': ['', ',', false],
    '#': ['#', ',', false],
    '.': ['.', '.', false],
    '/': ['/', '/', false],
    ';': [';', ';', true],
    '?': ['?', '&', true],
    '&': ['&', '&', true],
  };
  const [first, separator, named] = forms[operator] ?? ['', ',', false];
  const reserved = operator === '+' || operator === '#';
  const encode = (text: string) =>
    (reserved ? encodeURI(text) : encodeURIComponent(text)).replace(/[!'()*]/g, (char) =>
      reserved ? char : `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  return first + values.map(([name, value]) => (named ? `${name}=${encode(value)}` : encode(value))).join(separator);
}

const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.isWellFormed());

test.each(['', '/', ';', '?', '&'])('what operator "%s" makes of variables gives them back', (operator) => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), (values) => {
      const pairs = values.map((each, index) => [`v${index}`, each] as const);
      const template = `x://host/a{${operator}${pairs.map(([name]) => name).join()}}`;
      expect(match(template, `x://host/a${expand(operator, pairs)}`)).toEqual(Object.fromEntries(pairs));
    }),
  );
});

test.each(['+', '#', '.'])('one variable of operator "%s" comes back', (operator) => {
  const plain = operator === '.' ? value : value.filter((text) => !/[%[\]]/.test(text));
  fc.assert(
    fc.property(plain, (text) => {
      expect(match(`x://a/{${operator}v}`, `x://a/${expand(operator, [['v', text]])}`)).toEqual({ v: text });
    }),
  );
});

test('several expressions with text between them come back', () => {
  const segment = fc.stringMatching(/^[a-z0-9 é/]{1,8}$/u);
  fc.assert(
    fc.property(segment, segment, segment, segment, (a, b, c, d) => {
      const uri = `x://${expand('', [['a', a]])}/${expand('', [['b', b]])}${expand('/', [['c', c]])}${expand('?', [['d', d]])}`;
      expect(match('x://{a}/{b}{/c}{?d}', uri)).toEqual({ a, b, c, d });
    }),
  );
});

/** `undefined` for an invalid template. */
function parsed(text: string) {
  try {
    return parseUriTemplate(text);
  } catch (error) {
    if (error instanceof InvalidUriTemplate) return undefined;
    throw error;
  }
}

test('whatever a template makes of variables fits it', () => {
  const operators = fc.constantFrom('', '+', '#', '.', '/', ';', '?', '&');
  const values = fc.array(fc.stringMatching(/^[aé/.?x-]{1,5}$/u), { minLength: 1, maxLength: 3 });
  const piece = fc.oneof(fc.constantFrom('/', '-', '.', 'a', 'A', '/x', '?q=1'), fc.tuple(operators, values));
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
      const written = pieces.map((each, place) => {
        if (typeof each === 'string') return [each, each] as const;
        const [operator, made] = each;
        const pairs = made.map((text, index) => [`v${place}_${index}`, text] as const);
        return [`{${operator}${pairs.map(([name]) => name).join()}}`, expand(operator, pairs)] as const;
      });
      const template = parsed(`x://h${written.map(([text]) => text).join('')}`);
      fc.pre(template !== undefined);
      expect(template.match(`x://h${written.map(([, text]) => text).join('')}`)).toBeDefined();
    }),
    { numRuns: 2_000 },
  );
});

test('whatever the template and the URI are, an answer comes', () => {
  const pieces = fc.constantFrom('{+a}', '{b}', '{/c}', '{?d,e}', '{#f}', 'a', '/', 'aa', '-');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), fc.string({ maxLength: 200 }), (template, rest) => {
      try {
        const found = match(`x:${template.join('')}`, `x:${rest}`);
        expect([undefined, 'object']).toContain(found && typeof found);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidUriTemplate);
      }
    }),
  );
});

test('the work is bounded by the two lengths', () => {
  const many = Array.from({ length: 16 }, (_, index) => `{+v${index}}`).join('a');
  expect(match(`x:${many}`, `x:${'a'.repeat(2_046)}b`)).toBeUndefined();
  expect(match(`x:${many}b`, `x:${'a'.repeat(2_000)}b`)).toMatchObject({ v15: 'a' });
});
