import { answering } from '../upstream.ts';
import { outcomeOf } from './support.ts';

/** The rows of a body. */
async function rowsOf(body: string | Buffer, type = 'text/csv; charset=utf-8'): Promise<unknown> {
  const { text = '', isError } = await outcomeOf(answering(200, type, body), { answer: 'csv' });
  return isError ? text : JSON.parse(text);
}

describe('`answer: csv` reads', () => {
  test.each<[string, string, unknown]>([
    [
      'quotes as data',
      'name,city\n"Müller, A.","Zürich"\nBob,Bern\n',
      [
        { name: 'Müller, A.', city: 'Zürich' },
        { name: 'Bob', city: 'Bern' },
      ],
    ],
    ['doubled quotes and line breaks in quotes', 'a,b\r\n"say ""hi""","x\r\ny"\r\n', [{ a: 'say "hi"', b: 'x\r\ny' }]],
    ['a quote inside of a value', 'a\n5" pipe\n', [{ a: '5" pipe' }]],
    ['text after a closing quote', 'a\n"x"y\n', [{ a: 'xy' }]],
    [
      'empty values',
      'a,b,c\n,,\n"",x,\n',
      [
        { a: '', b: '', c: '' },
        { a: '', b: 'x', c: '' },
      ],
    ],
    ['lines that end with CR', 'a,b\r1,2\r', [{ a: '1', b: '2' }]],
    ['the last line without its end', 'a\n1', [{ a: '1' }]],
    ['no rows', 'a,b\n', []],
    ['an empty value in quotes as a row', 'a\n""\n\n1\n', [{ a: '' }, { a: '1' }]],
    ['blank lines', '\na\n\n1\n\n', [{ a: '1' }]],
    ['semicolons', 'Name;Preis\nA;1,5\n', [{ Name: 'A', Preis: '1,5' }]],
    ['tabs', 'a\tb\n1\t2\n', [{ a: '1', b: '2' }]],
    ['bars', 'a|b\n1|2,3\n', [{ a: '1', b: '2,3' }]],
    ['the delimiter that Excel names', 'sep=;\na,x;b\n1;2\n', [{ 'a,x': '1', b: '2' }]],
    ['a header with delimiters in quotes', '"a;b;c",d\n1,2\n', [{ 'a;b;c': '1', d: '2' }]],
    [
      'columns without a name and with the same name',
      'a,,a,a_2\n1,2,3,4\n',
      [{ a: '1', column2: '2', a_2: '3', a_2_2: '4' }],
    ],
    ['lines that are too short and too long', 'a,b\n1\n1,2,3\n', [{ a: '1' }, { a: '1', b: '2', column3: '3' }]],
    ['formulas as data', 'a\n=HYPERLINK("http://x")\n"=1+1"\n', [{ a: '=HYPERLINK("http://x")' }, { a: '=1+1' }]],
    ['numbers as they came', 'n\n1234567890123456789\n007\n', [{ n: '1234567890123456789' }, { n: '007' }]],
  ])('%s', async (_, body, rows) => {
    expect(await rowsOf(body)).toEqual(rows);
  });

  test('names that objects have', async () => {
    const { text } = await outcomeOf(answering(200, 'text/csv', '__proto__,constructor\n1,2\n'), { answer: 'csv' });

    expect(text).toBe('[{"__proto__":"1","constructor":"2"}]');
  });

  test('other charsets', async () => {
    expect(await rowsOf(Buffer.from('Stadt\nZürich\n', 'latin1'), 'text/csv; charset=ISO-8859-1')).toEqual([
      { Stadt: 'Zürich' },
    ]);
    expect(await rowsOf(Buffer.from('\uFEFFa\tb\n1\t2\n', 'utf16le'), 'application/octet-stream')).toEqual([
      { a: '1', b: '2' },
    ]);
  });

  test('rows for expressions, pages and `output`', async () => {
    const answer = answering(200, 'text/plain', 'n\n1\n2\n');

    expect((await outcomeOf(answer, { answer: 'csv', result: '{% $sum($response.body.$number(n)) %}' })).text).toBe(
      '3',
    );
    expect((await outcomeOf(answer, { answer: 'csv', pagination: { type: 'link' } })).text).toBe(
      '[{"n":"1"},{"n":"2"}]',
    );
    expect((await outcomeOf(answer, { answer: 'csv' }, { output: { type: 'array' } })).structured).toEqual([
      { n: '1' },
      { n: '2' },
    ]);
  });
});

describe('`answer: csv` refuses', () => {
  test('a quoted value without its end', async () => {
    expect(await rowsOf('a\n"x\n')).toMatch(
      /its body \(text\/csv; charset=utf-8\) is not CSV: a quoted value has no end\.$/,
    );
  });

  test('a body that costs more work than a request may spend', async () => {
    const body = `a\n${'1\n'.repeat(3_000_000)}`;

    const { text } = await outcomeOf(
      answering(200, 'text/csv', body),
      { answer: 'csv' },
      {},
      { resultBytes: 20_000_000 },
    );

    expect(text).toMatch(/could not be read: it takes more (?:processor time|memory)|returned more than/);
  });
});
