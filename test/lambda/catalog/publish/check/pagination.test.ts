import { validateDocuments } from '../../../../../lambda/catalog/publish/check/index.ts';
import { formatFault, parseDocuments } from '../../../../../lambda/catalog/publish/load/index.ts';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { targetTypes } from '../../../../../lambda/targets/publish.ts';

/** The messages that the author of a tool with pages, rows or polling sees, one line per fault. */
async function problemsOf(target: JsonObject, rest: JsonObject = {}): Promise<string[]> {
  const document = {
    ...{ kind: 'Tool', server: 'a', name: 't', description: 'D', input: { type: 'object' } },
    target: { type: 'http', url: 'https://api.example.com/a', ...target },
    ...rest,
  };
  const loaded = parseDocuments('t.yaml', JSON.stringify(document, undefined, 1));
  const { faults } = await validateDocuments(loaded.documents, targetTypes);
  return [...loaded.faults, ...faults].map(formatFault);
}

const found = '{% $response.body.next %}';
const post = { method: 'POST', body: { variables: { owner: 'a' }, size: 1 } };

describe('pages, rows and polling that are valid', () => {
  test.each<[string, JsonObject]>([
    ['a name', { pagination: 'link' }],
    ['a link in the body', { pagination: { type: 'link', link: found } }],
    ['an offset', { query: { limit: 2 }, pagination: { type: 'page', param: 'offset', start: 0, step: 2 } }],
    ['a header', { pagination: { type: 'cursor', in: 'header', param: 'x-continue', cursor: found } }],
    ['a form', { method: 'POST', form: { a: '1' }, pagination: { type: 'cursor', in: 'form', cursor: found } }],
    [
      'an object of the body',
      { ...post, pagination: { type: 'cursor', in: 'body', param: 'variables.after', cursor: found } },
    ],
    [
      'an argument as the first cursor',
      { query: { after: '{% $args.after %}' }, pagination: { type: 'cursor', param: 'after', cursor: found } },
    ],
    [
      'any part of the request',
      {
        ...post,
        pagination: { type: 'next', next: { query: { a: found }, headers: { B: found }, body: { c: found } } },
      },
    ],
    ['a page to begin with', { pagination: { type: 'page', resume: '{% $args.cursor %}' } }],
    ['rows of a stream', { stream: 'sse', maxRows: 10, until: "{% $event.name = 'end' %}" }],
    [
      'rows of pages',
      { pagination: 'link', maxRows: '{% $args.count %}', result: '{% [$response.more, $response.next] %}' },
    ],
    [
      'a poll',
      { ...post, poll: { url: found, until: '{% $response.body.done %}', intervalMs: 100, deadlineMs: 5000 } },
    ],
    ['a poll by status', { ...post, poll: {} }],
  ])('%s', async (_, target) => {
    expect(await problemsOf(target)).toEqual([]);
  });
});

describe('pages that cannot work', () => {
  test.each<[string, JsonObject, string | RegExp]>([
    ['another name', { pagination: 'cursor' }, 'target.pagination: expected "link", found string'],
    ['a list', { pagination: [] }, 'target.pagination: expected object, found a list'],
    ['an unknown type', { pagination: { type: 'spiral' } }, /target\.pagination\.type: .* expected one of .*next/],
    [
      'a key of another type',
      { pagination: { type: 'link', step: 2 } },
      'target.pagination.step: is not a key of link',
    ],
    ['a link that is a text', { pagination: { type: 'link', link: '/next' } }, /target\.pagination\.link: /],
    ['a step back', { pagination: { type: 'page', step: 0 } }, /target\.pagination\.step: must be .*1/],
    ['a step of text', { pagination: { type: 'page', step: '2' } }, 'target.pagination.step: expected integer'],
    [
      'another place',
      { pagination: { type: 'cursor', cursor: found, in: 'cookie' } },
      /target\.pagination\.in: .*expected one of/,
    ],
    [
      'a header that breaks out',
      { pagination: { type: 'cursor', cursor: found, in: 'header', param: 'a\r\nb' } },
      'is not a header name',
    ],
    [
      'a header of the connection',
      { pagination: { type: 'cursor', cursor: found, in: 'header', param: 'Host' } },
      '`Host` is set by the connection itself',
    ],
    [
      'a header that the tool sets',
      { headers: { 'X-After': '1' }, pagination: { type: 'cursor', cursor: found, in: 'header', param: 'x-after' } },
      'target.headers.X-After: is set by `pagination`',
    ],
    ['no form', { pagination: { type: 'cursor', cursor: found, in: 'form' } }, 'needs a `form` that is an object'],
    ['no body', { pagination: { type: 'cursor', cursor: found, in: 'body' } }, 'needs a `body` that is an object'],
    [
      'a path through a number',
      { ...post, pagination: { type: 'cursor', cursor: found, in: 'body', param: 'size.after' } },
      'leads through `body.size`, which is not an object',
    ],
    [
      'an empty name in a path',
      { ...post, pagination: { type: 'cursor', cursor: found, in: 'body', param: 'variables..after' } },
      'has an empty name',
    ],
    [
      'a fixed value in a path',
      { ...post, pagination: { type: 'cursor', cursor: found, in: 'body', param: 'variables.owner' } },
      'target.body.variables.owner: is set by `pagination`',
    ],
    [
      'a page number of the tool',
      { query: { page: '{% $args.page %}' }, pagination: { type: 'page' } },
      'to begin with another page, use `pagination.start` or `pagination.resume`',
    ],
    ['no `next`', { pagination: { type: 'next' } }, 'target.pagination.next: is missing: add what the request'],
    ['an empty `next`', { pagination: { type: 'next', next: {} } }, /target\.pagination\.next: /],
    ['an unknown member', { pagination: { type: 'next', next: { path: found } } }, /path: .*unknown|not a key|path/],
    [
      'the same for every page',
      { pagination: { type: 'next', next: { query: { a: '{% $args.a %}' } } } },
      'is the same for every page',
    ],
    [
      'a URL and a query',
      { pagination: { type: 'next', next: { url: found, query: { a: found } } } },
      'target.pagination.next.query: does not apply: `url` brings its own query',
    ],
    [
      'a body that is missing',
      { pagination: { type: 'next', next: { body: { a: found } } } },
      'needs a `body` of the tool',
    ],
    [
      'a header that is none',
      { pagination: { type: 'next', next: { headers: { 'a b': found } } } },
      'target.pagination.next.headers["a b"]: is not a header name',
    ],
    ['a fixed page to begin with', { pagination: { type: 'page', resume: '3' } }, /target\.pagination\.resume: /],
    [
      'a response to begin with',
      { pagination: { type: 'page', resume: '{% $response.next %}' } },
      '$response is not defined here; available: $args',
    ],
  ])('%s', async (_, target, message) => {
    expect((await problemsOf(target)).join('\n')).toMatch(message);
  });
});

describe('rows and polling that cannot work', () => {
  test.each<[string, JsonObject, string | RegExp]>([
    ['rows of one response', { maxRows: 3 }, 'target.maxRows: needs rows'],
    ['the last row of a text', { stream: 'text', until: '{% $row %}' }, 'target.until: needs rows'],
    ['no row', { stream: 'ndjson', maxRows: 0 }, /target\.maxRows: must be/],
    ['a number as text', { stream: 'ndjson', maxRows: '10' }, /target\.maxRows: /],
    ['a row without an expression', { stream: 'ndjson', until: 'done' }, /target\.until: /],
    ['a response as a row', { stream: 'ndjson', until: '{% $response.body %}' }, '$response is not defined here'],
    [
      'a poll of a stream',
      { stream: 'ndjson', poll: {} },
      'target.poll: waits for one whole response: remove `stream`',
    ],
    ['a poll of pages', { pagination: 'link', poll: {} }, 'remove `pagination`'],
    ['a poll without an object', { poll: true }, 'target.poll: expected object'],
    ['a poll at a fixed place', { poll: { url: 'https://x.example/' } }, /target\.poll\.url: /],
    ['a poll without a pause', { poll: { intervalMs: 1 } }, /target\.poll\.intervalMs: must be .*100/],
    [
      'a pause beyond the end',
      { poll: { intervalMs: 500, deadlineMs: 500 } },
      'must be less than `poll.deadlineMs` (500)',
    ],
    ['an unknown key', { poll: { maxPolls: 3 } }, /maxPolls/],
    ['an answer without a limit', { result: 1 }, /limits\.answerBytes: must be .*1/],
  ])('%s', async (title, target, message) => {
    const rest = title.startsWith('an answer') ? { limits: { answerBytes: 0 } } : {};
    expect((await problemsOf(target, rest)).join('\n')).toMatch(message);
  });
});
