import type { JsonObject } from '../../../../lambda/json.ts';
import { awsTool, bodiesOf, call, openServices } from './support.ts';

const serviceOf = openServices();

const QUEUES = { service: 'sqs', action: 'ListQueues', pagination: true };
const page = (names: readonly string[], NextToken?: string) => ({ QueueUrls: names, ...(NextToken && { NextToken }) });

test('pages are one list, read with the tokens of the API', async () => {
  const service = await serviceOf(page(['a', 'b'], 't1'), page([], 't2'), page(['c']));

  const { texts } = await call(service, awsTool(service, { ...QUEUES, parameters: { QueueNamePrefix: 'x' } }));

  expect(texts).toEqual(['["a","b","c"]']);
  expect(bodiesOf(service)).toEqual([
    { QueueNamePrefix: 'x' },
    { QueueNamePrefix: 'x', NextToken: 't1' },
    { QueueNamePrefix: 'x', NextToken: 't2' },
  ]);
});

test('without `pagination`, the response is one page', async () => {
  const service = await serviceOf(page(['a'], 't1'));

  const { texts } = await call(service, awsTool(service, { service: 'sqs', action: 'ListQueues' }));

  expect(texts).toEqual(['{"QueueUrls":["a"],"NextToken":"t1"}']);
});

test('pages are streamed as rows, up to the row that the call needs', async () => {
  const service = await serviceOf(page(['a', 'b'], 't1'), page(['c', 'd'], 't2'), page(['e']));
  const target = { ...QUEUES, stream: 'pages', row: { url: '{% $row %}' }, until: "{% $row = 'c' %}" };

  const { parts, texts } = await call(service, awsTool(service, target));

  const partials = parts.flatMap((part) => (part.type === 'partial' ? [part.rows] : []));
  expect(partials).toEqual([2, 1]);
  expect(texts[0]).toBe('[{"url":"a"},{"url":"b"},{"url":"c"}]');
  expect(service.seen).toHaveLength(2);
});

test('a token in the query of a GET, and another name on the wire', async () => {
  const service = await serviceOf({ clusterInfoList: [{ id: 1 }], nextToken: 'n 1' }, { clusterInfoList: [{ id: 2 }] });

  const { texts } = await call(
    service,
    awsTool(service, { service: 'kafka', action: 'ListClusters', pagination: true }),
  );

  expect(texts).toEqual(['[{"id":1},{"id":2}]']);
  expect(service.seen.map(({ url }) => url)).toEqual(['/v1/clusters', '/v1/clusters?nextToken=n%201']);
});

test('a token that is an object, with the digits of its numbers', async () => {
  const key = '{"id":{"N":"1"},"big":12345678901234567890}';
  const service = await serviceOf(`{"Items":[{"a":1}],"LastEvaluatedKey":${key}}`, '{"Items":[{"a":2}]}');
  const target = { service: 'dynamodb', action: 'Scan', parameters: { TableName: 't' }, pagination: true };

  const { texts } = await call(service, awsTool(service, target));

  expect(texts).toEqual(['[{"a":1},{"a":2}]']);
  expect(service.seen[1]?.body).toContain(`"ExclusiveStartKey":${key}`);
});

test('a page that says that there are more, and one that does not', async () => {
  const shards = (id: string, HasMoreStreams: boolean): JsonObject => ({
    StreamNames: [id],
    HasMoreStreams,
    NextToken: `t-${id}`,
  });
  const service = await serviceOf(shards('a', true), shards('b', false));

  const { texts } = await call(
    service,
    awsTool(service, { service: 'kinesis', action: 'ListStreams', pagination: true }),
  );

  expect(texts).toEqual(['["a","b"]']);
  expect(service.seen).toHaveLength(2);
});

test('items that the document names, and a call that continues where another one ended', async () => {
  const service = await serviceOf(page(['a', 'b'], 't1'), page(['c']));
  const pagination = { items: '{% $response.body.QueueUrls.$uppercase($) %}', maxPages: 1, resume: '{% $args.from %}' };
  const target = { ...QUEUES, pagination, result: { rows: '{% $response.body %}', next: '{% $response.next %}' } };

  const first = await call(service, awsTool(service, target));
  const { next } = JSON.parse(first.texts[0] ?? '');
  const second = await call(service, awsTool(service, target), { from: next });

  expect(next).toEqual({ body: { NextToken: 't1' } });
  expect(first.texts[1]).toMatch(/^There are more pages: the tool stopped after 1 page\. To continue, call again/);
  expect(second.texts).toEqual(['{"rows":["C"]}']);
  expect(bodiesOf(service)).toEqual([{}, { NextToken: 't1' }]);
});

test('a token that leads back ends the list', async () => {
  const service = await serviceOf(page(['a'], 't1'), page(['b'], 't2'), page(['c'], 't1'));

  const { texts } = await call(service, awsTool(service, QUEUES));

  expect(texts[0]).toBe('["a","b","c"]');
  expect(texts[1]).toContain('the next page leads back to the same page, or to an earlier one');
});

describe('events of a log stream, whose last page gives the token that it was asked for', () => {
  const events = (messages: readonly string[], nextForwardToken: string) => ({
    events: messages.map((message) => ({ message })),
    nextForwardToken,
  });
  const TARGET = {
    service: 'logs',
    action: 'GetLogEvents',
    parameters: { logStreamName: 's', nextToken: '{% $args.token %}' },
    pagination: { resume: '{% $args.from %}' },
    row: '{% $row.message %}',
    maxRows: '{% $args.count %}',
  };

  test.each([
    ['all of them', {}, [events(['a', 'b'], 'f/2'), events(['c'], 'f/3'), events([], 'f/3')], '["a","b","c"]'],
    ['none', {}, [events([], 'f/0'), events([], 'f/0')], '[]'],
    ['none after a token', { token: 'f/3' }, [events([], 'f/3')], '[]'],
    ['none after an earlier call', { from: { body: { nextToken: 'f/3' } } }, [events([], 'f/3')], '[]'],
    ['as many as there are', { count: 3 }, [events(['a', 'b', 'c'], 'f/3')], '["a","b","c"]'],
  ])('%s', async (_, args, pages, wanted) => {
    const service = await serviceOf(...pages);

    const { texts } = await call(service, awsTool(service, TARGET), args);

    expect(texts[0]).toBe(wanted);
    expect(texts.slice(1).join()).toMatch(
      'count' in args ? /^There are more rows: .* \{"body":\{"nextToken":"f\/3"\}\}$/ : /^$/,
    );
    expect(service.seen).toHaveLength(pages.length);
  });
});

test('a page that is too large, and one that fails, end the list with a note', async () => {
  const large = await serviceOf(page(['a'], 't1'), page(['x'.repeat(300_000)]));
  const denied = await serviceOf(page(['a'], 't1'), [400, { __type: 'AccessDeniedException', message: 'No.' }]);

  const { texts } = await call(denied, awsTool(denied, QUEUES));
  const cut = await call(large, awsTool(large, QUEUES));

  expect(cut.texts).toEqual(['["a"]', expect.stringContaining('stopped after 1 row, at its limit of 262144 bytes')]);
  expect(texts[0]).toBe('["a"]');
  expect(texts[1]).toContain(
    'The result is incomplete: Page 2 failed: AWS sqs:ListQueues returned 400 Bad Request: No.',
  );
  expect(texts[1]).toContain('allows `sqs:ListQueues`');
});
