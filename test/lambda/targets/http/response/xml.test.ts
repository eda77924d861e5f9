import { answering } from '../upstream.ts';
import { outcomeOf } from './support.ts';

/** The value of a document, or the error. */
async function readingOf(body: string | Buffer, type = 'application/xml'): Promise<unknown> {
  const { text = '', isError } = await outcomeOf(answering(200, type, body), { answer: 'xml' });
  return isError ? text : JSON.parse(text);
}

const RSS = `<?xml version="1.0"?>
<rss version="2.0">
  <channel>
    <title>News</title>
    <item><title>One &amp; only</title><link>https://e/1</link></item>
    <item><title><![CDATA[Two <b>]]></title><link>https://e/2</link></item>
  </channel>
</rss>`;

describe('`answer: xml` reads', () => {
  test('elements, attributes, lists, entities and CDATA', async () => {
    expect(await readingOf(RSS)).toEqual({
      rss: {
        '@version': '2.0',
        channel: {
          title: 'News',
          item: [
            { title: 'One & only', link: 'https://e/1' },
            { title: 'Two <b>', link: 'https://e/2' },
          ],
        },
      },
    });
  });

  test.each<[string, string, unknown]>([
    ['text beside attributes and elements', '<a x="1">t<b>u</b>v</a>', { a: { '@x': '1', b: 'u', '#text': 'tv' } }],
    ['a declaration after a blank line', '\n <?xml version="1.0"?><a>1</a>', { a: '1' }],
    ['empty elements', '<a><b/><c></c></a>', { a: { b: '', c: '' } }],
    [
      'prefixes and namespaces as written',
      '<s:E xmlns:s="x"><s:B>1</s:B></s:E>',
      { 's:E': { '@xmlns:s': 'x', 's:B': '1' } },
    ],
    ['comments and instructions as nothing', '<?p x?><a><!-- c -->1<?q y?></a><!-- d -->', { a: '1' }],
    ['characters by number', '<a>&#x41;&#66;&lt;</a>', { a: 'AB<' }],
    ['a document type without entities', '<!DOCTYPE rss SYSTEM "http://x/rss.dtd"><rss>1</rss>', { rss: '1' }],
    [
      'the names of HTML',
      '<a t="&copy;">1&nbsp;2 &mdash; &eacute;&Eacute; &hellip; &rsquo; &euro; &amp;nbsp;</a>',
      { a: { '@t': '©', '#text': '1\u00a02 — éÉ … ’ € &nbsp;' } },
    ],
    [
      'a name of HTML as its character, whatever the document declares',
      '<!DOCTYPE a [<!ENTITY b "x"><!ENTITY nbsp "&b;&b;&b;"><!ENTITY euro SYSTEM "file:///etc/passwd">]><a>1&nbsp;&euro;</a>',
      { a: '1\u00a0€' },
    ],
    ['three of a kind, apart', '<a><b>1</b><c/><b>2</b><b>3</b></a>', { a: { b: ['1', '2', '3'], c: '' } }],
  ])('%s', async (_, body, value) => {
    expect(await readingOf(body)).toEqual(value);
  });

  test('names that objects have', async () => {
    const { text } = await outcomeOf(answering(200, 'text/xml', '<a><__proto__>1</__proto__></a>'), { answer: 'xml' });

    expect(text).toBe('{"a":{"__proto__":"1"}}');
  });

  test('the encoding that the document or its content type names', async () => {
    const document = (encoding: string) =>
      Buffer.from(`<?xml version="1.0" encoding="${encoding}"?><a>ü</a>`, 'latin1');

    expect(await readingOf(document('ISO-8859-1'))).toEqual({ a: 'ü' });
    expect(await readingOf(document('UTF-8'), 'text/xml; charset=latin1')).toEqual({ a: 'ü' });
  });

  test('values for expressions', async () => {
    const result = "{% [$response.body.rss.channel.item.{ 'title': title }] %}";

    expect((await outcomeOf(answering(200, 'text/html', RSS), { answer: 'xml', result })).text).toBe(
      '[{"title":"One & only"},{"title":"Two <b>"}]',
    );
  });
});

describe('`answer: xml` refuses', () => {
  test.each([
    [
      'entities that the document declares',
      '<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>',
      /not well-formed XML \(1:\d+: undefined entity/,
    ],
    ['files that it names', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', /undefined entity/],
    ['names that are neither in XML nor in HTML', '<a>&constructor;</a>', /undefined entity/],
    ['a missing end', '<a><b></a>', /not well-formed XML \(1:\d+: /],
    ['HTML', '<p>one<br>two', /not well-formed XML/],
    ['text', 'Service unavailable', /not well-formed XML/],
    ['nesting without end', '<a>'.repeat(3_000), /XML that nests more than 100 levels/],
    ['two attributes of one name', '<a x="1" x="2"/>', /not well-formed XML/],
  ])('%s', async (_, body, problem) => {
    const error = await readingOf(body);

    expect(error).toMatch(/returned 200, but its body \(application\/xml\) is /);
    expect(error).toMatch(problem);
    expect(error).not.toContain('root:');
  });

  test('a body that costs more work than a request may spend', async () => {
    const body = `<a>${'<b x="1"/>'.repeat(1_500_000)}</a>`;

    const { text } = await outcomeOf(
      answering(200, 'text/xml', body),
      { answer: 'xml' },
      {},
      { resultBytes: 20_000_000 },
    );

    expect(text).toMatch(/could not be read: it takes more (?:processor time|memory)/);
  });
});
