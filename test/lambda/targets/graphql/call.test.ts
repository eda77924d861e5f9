import type { Upstream } from '../http/upstream.ts';
import { type Answer, bodiesOf, call, graphqlTool, startApi } from './support.ts';

const open: Upstream[] = [];
const apiOf = async (answers: readonly Answer[], contentType?: string) => {
  const api = await startApi(answers, contentType);
  open.push(api);
  return api;
};
afterEach(() => Promise.all(open.splice(0).map((api) => api.close())));

const VIEWER = { data: { viewer: { login: 'ada' } } };
const BY_NAME = 'query Repo($owner: String!, $name: String!) { repository(owner: $owner, name: $name) { id } }';

describe('the keys of `http` for responses', () => {
  const failed = { data: { update: { userErrors: [{ message: 'no title' }] } } };

  test('`isError` marks data with the errors of an API', async () => {
    const isError = '{% $count($response.body.data.update.userErrors) > 0 %}';

    const { result, texts } = await call(graphqlTool(await apiOf([failed]), { isError }));

    expect([result.isError, ...texts]).toEqual([true, JSON.stringify(failed.data)]);
  });

  test('`content` makes the blocks, and replaces the default result', async () => {
    const content = [{ type: 'text', text: '{% $response.body.data.viewer.login %}' }];

    const plain = await call(graphqlTool(await apiOf([VIEWER]), { content }));
    const structured = await call(graphqlTool(await apiOf([VIEWER]), { content }, { output: { type: 'object' } }));

    expect(plain.result).toEqual({ content: [{ type: 'text', text: 'ada' }] });
    expect(structured.result).toEqual({ content: [{ type: 'text', text: 'ada' }], structuredContent: VIEWER.data });
  });

  test('`ok` lists statuses whose bodies are GraphQL, and `error` maps the others', async () => {
    const refused: Answer = [400, { errors: [{ message: 'Bad', extensions: { hint: 'use first' } }] }];
    const error = '{% $response.body.errors[0].extensions.hint %}';

    const mapped = await call(graphqlTool(await apiOf([refused]), { error }));
    const listed = call(graphqlTool(await apiOf([refused]), { ok: ['2xx', 400] }));

    expect(mapped.texts).toEqual([expect.stringMatching(/returned 400 Bad Request: use first$/)]);
    await expect(listed).rejects.toThrow(/returned an error: Bad\.$/);
  });
});

describe('`error` maps `errors` of an answer', () => {
  const errors = [{ message: 'Bad', path: ['update'], extensions: { code: 'BAD_USER_INPUT', hint: 'use first' } }];
  const error = '{% $response.body.errors[0].extensions.hint %}';

  test('without data to the message of the error', async () => {
    const mapped = call(graphqlTool(await apiOf([{ data: null, errors }]), { error }));
    await expect(mapped).rejects.toThrow(/^POST \S+ returned an error: use first\.$/);
  });

  test('beside data to the note', async () => {
    const { texts } = await call(graphqlTool(await apiOf([{ ...VIEWER, errors }]), { error }));
    expect(texts[1]).toMatch(/^The result is incomplete: POST \S+ returned an error: use first\.$/);
  });

  test('of a page to the note', async () => {
    const query = 'query ($after: String) { all(after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }';
    const page = { data: { all: { nodes: [{ id: 1 }], pageInfo: { hasNextPage: false } } }, errors };
    const tool = graphqlTool(await apiOf([page]), { query, error, pagination: { connection: 'all' } });

    const { texts } = await call(tool);

    expect(texts).toEqual(['[{"id":1}]', expect.stringMatching(/returned an error: use first\.$/)]);
  });

  test('that finds nothing leaves the usual message, and a write its advice', async () => {
    const target = { query: 'mutation { update { id } }', error: '{% $response.body.reason %}' };
    const failed = call(graphqlTool(await apiOf([{ data: null, errors }]), target));
    await expect(failed).rejects.toThrow(/returned an error: Bad \(at update; BAD_USER_INPUT\)\. The request may have/);
  });
});

describe('the request', () => {
  test('has the document, the arguments as variables of the same names, and no others', async () => {
    const api = await apiOf([{ data: { repository: { id: 1 } } }]);
    const properties = { owner: {}, name: {}, other: {} };

    await call(graphqlTool(api, { query: BY_NAME }, { input: { type: 'object', properties } }), {
      owner: 'a "quote" }',
      name: 'b',
      other: 'c',
    });

    expect(bodiesOf(api)).toEqual([{ query: BY_NAME, variables: { owner: 'a "quote" }', name: 'b' } }]);
    expect(api.seen[0]).toMatchObject({
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
      },
    });
  });

  test('omits a variable whose argument is absent, so that its default applies', async () => {
    const api = await apiOf([{ data: { issues: [] } }]);
    const query = 'query ($first: Int = 10, $in: String) { issues(first: $first, in: $in) }';

    await call(graphqlTool(api, { query }), { in: 'x' });

    expect(bodiesOf(api)).toEqual([{ query, variables: { in: 'x' } }]);
  });

  test('has the variables and headers of the document, and the name of one of several operations', async () => {
    const api = await apiOf([VIEWER]);
    const query = 'query A { viewer { login } } mutation B($input: Input!) { add(input: $input) { id } }';

    await call(
      graphqlTool(api, {
        query,
        operationName: 'B',
        variables: { input: { title: '{% $args.title %}', by: '{% $caller.id %}' } },
        headers: { Accept: 'application/json', 'X-Api-Version': '2026-01' },
      }),
      { title: 'leak' },
    );

    expect(bodiesOf(api)).toEqual([
      { query, operationName: 'B', variables: { input: { title: 'leak', by: 'somebody' } } },
    ]);
    expect(api.seen[0]?.headers).toMatchObject({ accept: 'application/json', 'x-api-version': '2026-01' });
  });

  test('takes all variables from one expression', async () => {
    const api = await apiOf([VIEWER]);

    await call(graphqlTool(api, { variables: '{% $args %}' }), { a: [1] });

    expect(bodiesOf(api)).toMatchObject([{ variables: { a: [1] } }]);
  });

  test('of a query is sent again after a failure, that of a mutation is not', async () => {
    const answers: readonly Answer[] = [[503, {}], VIEWER];
    const [reads, writes] = [await apiOf(answers), await apiOf(answers)];

    const read = await call(graphqlTool(reads, {}));
    const write = await call(graphqlTool(writes, { query: 'mutation { add { id } }' }));

    expect([read.texts, reads.seen.length]).toEqual([['{"viewer":{"login":"ada"}}'], 2]);
    expect([write.result.isError, writes.seen.length]).toEqual([true, 1]);
  });
});

describe('the result', () => {
  test('is `data`, as structured content, too, where the tool has an output schema', async () => {
    const api = await apiOf([VIEWER], 'application/graphql-response+json; charset=utf-8');

    const { result } = await call(graphqlTool(api, {}, { output: { type: 'object' } }));

    expect(result).toEqual({
      content: [{ type: 'text', text: '{"viewer":{"login":"ada"}}' }],
      structuredContent: { viewer: { login: 'ada' } },
    });
  });

  test('is what `result` makes of the response', async () => {
    const api = await apiOf([{ ...VIEWER, extensions: { cost: 3 } }]);

    const { texts } = await call(
      graphqlTool(api, {
        result: { login: '{% $response.body.data.viewer.login %}', cost: '{% $response.body.extensions.cost %}' },
      }),
    );

    expect(texts).toEqual(['{"login":"ada","cost":3}']);
  });

  test('keeps the digits of large numbers', async () => {
    const api = await apiOf(['{"data":{"id":12345678901234567890}}']);

    const { texts } = await call(graphqlTool(api, {}));

    expect(texts[0]).toContain('12345678901234567890');
  });

  test('beside errors is incomplete, which a note says', async () => {
    const api = await apiOf([
      {
        data: { repository: { id: 1, issues: null } },
        errors: [
          { message: 'Timed out.', path: ['repository', 'issues', 0, 'title'], extensions: { code: 'TIMEOUT' } },
        ],
      },
    ]);

    const { texts, result } = await call(graphqlTool(api, {}));

    expect(texts).toEqual([
      '{"repository":{"id":1,"issues":null}}',
      `The result is incomplete: POST ${api.host}/graphql returned an error: Timed out (at repository.issues[0].title; TIMEOUT).`,
    ]);
    expect(result.isError).toBeUndefined();
  });
});

describe('errors are errors', () => {
  const failureOf = async (answer: Answer, target = {}) => {
    const api = await apiOf([answer]);
    const error = await call(graphqlTool(api, { retries: 0, ...target })).catch((thrown: unknown) => thrown);
    return { error, text: String(error).replaceAll(api.host, 'HOST') };
  };

  test.each<[string, Answer, string]>([
    [
      'without data',
      { errors: [{ message: "Field 'nope' doesn't exist", locations: [{ line: 2, column: 3 }] }, { message: 'b' }] },
      "returned 2 errors: Field 'nope' doesn't exist (line 2 of the query, column 3); b.",
    ],
    ['with null as data', { data: null, errors: [{ message: 'No.' }] }, 'returned an error: No.'],
    [
      'with null as every field',
      { data: { repository: null }, errors: [{ message: 'Gone', path: ['repository'], type: 'NOT_FOUND' }] },
      'returned an error: Gone (at repository; NOT_FOUND).',
    ],
    [
      'with null within objects',
      {
        data: { actor: { account: { nrql: null } } },
        errors: [{ message: 'NRQL', path: ['actor', 'account', 'nrql'] }],
      },
      'returned an error: NRQL (at actor.account.nrql).',
    ],
    ['as one text', { errors: '[API] Invalid API key' }, 'returned an error: [API] Invalid API key.'],
    ['as an object', { errors: { base: ['x'] } }, 'returned an error: {"base":["x"]}.'],
    ['that change how a text looks', { errors: [{ message: 'a\u202e\nb' }] }, 'returned an error: a b.'],
    [
      'of another protocol',
      { message: 'Bad credentials' },
      'returned 200, but not a GraphQL response, which has `data` or `errors`. It begins: {"message":"Bad credentials"}',
    ],
    ['without anything', {}, 'returned 200, but not a GraphQL response, which has `data` or `errors`. It begins: {}'],
  ])('%s', async (_, answer, expected) => {
    const { text } = await failureOf(answer);

    expect(text).toBe(`ToolError: POST HOST/graphql ${expected}`);
  });

  test('of an item that does not exist are known as such', async () => {
    const { error } = await failureOf({
      data: { repository: null },
      errors: [{ message: 'Gone', path: ['repository'], extensions: { code: 'NOT_FOUND' } }],
    });

    expect(error).toMatchObject({ notFound: true });
  });

  test('of a mutation that ran say that it may have been carried out', async () => {
    const query = 'mutation { a { id } b { id } }';

    const ran = await failureOf({ data: null, errors: [{ message: 'x', path: ['b', 'id'] }] }, { query });
    const refused = await failureOf({ errors: [{ message: 'x' }] }, { query });

    expect(ran.text).toMatch(/may have been carried out: check before you call again\.$/);
    expect(refused.text).toMatch(/returned an error: x\.$/);
  });

  test('are cut', async () => {
    const { text } = await failureOf({ errors: [{ message: 'x'.repeat(100_000) }] });

    expect(text.length).toBeLessThan(2_200);
  });

  test('with a status show the message', async () => {
    const api = await apiOf([[400, { errors: [{ message: 'Variable $x is required' }] }]]);

    const { texts, result } = await call(graphqlTool(api, {}));

    expect(result.isError).toBe(true);
    expect(texts[0]).toContain('returned 400 Bad Request');
    expect(texts[0]).toContain('Variable $x is required');
  });

  test('of a page of HTML name the page', async () => {
    const api = await apiOf(['<html>Sign in</html>'], 'text/html');

    const failure = call(graphqlTool(api, {}));

    await expect(failure).rejects.toThrow('is not JSON, which the tool needs. It begins: <html>Sign in</html>');
  });
});
