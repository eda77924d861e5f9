import type { JsonObject } from '../../../../lambda/json.ts';
import type { Upstream } from '../http/upstream.ts';
import { callContext } from '../support.ts';
import { type Answer, bodiesOf, call, graphqlTool, startApi } from './support.ts';

const open: Upstream[] = [];
const apiOf = async (answers: readonly Answer[]) => {
  const api = await startApi(answers);
  open.push(api);
  return api;
};
afterEach(() => Promise.all(open.splice(0).map((api) => api.close())));

const QUERY = `query ($owner: String!, $after: String) {
  repository(owner: $owner) { issues(first: 2, after: $after) { nodes { number } pageInfo { hasNextPage endCursor } } }
}`;
const PAGED = { query: QUERY, pagination: { connection: 'repository.issues' } };
const numbers = (...found: readonly number[]) => found.map((number) => ({ number }));
const page = (connection: JsonObject, next: string | null) => ({
  data: {
    repository: { issues: { ...connection, pageInfo: { hasNextPage: next !== null, endCursor: next ?? 'last' } } },
  },
});
const THREE = [
  page({ nodes: numbers(1, 2) }, 'a'),
  page({ nodes: numbers(3) }, 'b'),
  page({ nodes: numbers(4) }, null),
];
const afters = (api: Upstream) => bodiesOf(api).map(({ variables }) => variables);

test('a connection is one list, over all of its pages', async () => {
  const api = await apiOf(THREE);

  const { texts } = await call(graphqlTool(api, PAGED), { owner: 'ada' });

  expect(texts).toEqual(['[{"number":1},{"number":2},{"number":3},{"number":4}]']);
  expect(afters(api)).toEqual([{ owner: 'ada' }, { owner: 'ada', after: 'a' }, { owner: 'ada', after: 'b' }]);
});

test.each([
  ['none', { nodes: [] }, '[]'],
  ['one', { nodes: numbers(1) }, '[{"number":1}]'],
  ['null', { nodes: null }, '[]'],
  ['null among others', { nodes: [{ number: 1 }, null] }, '[{"number":1},null]'],
  ['edges', { edges: [{ node: { number: 1 } }, { node: { number: 2 } }] }, '[{"number":1},{"number":2}]'],
  ['one edge', { edges: [{ node: { number: 1 } }] }, '[{"number":1}]'],
])('nodes: %s', async (_, connection, expected) => {
  const api = await apiOf([page(connection, null)]);

  const { texts } = await call(graphqlTool(api, PAGED));

  expect(texts).toEqual([expected]);
});

test('pages are streamed, mapped to rows', async () => {
  const api = await apiOf(THREE);

  const { parts, texts } = await call(graphqlTool(api, { ...PAGED, stream: 'pages', row: '{% $row.number %}' }));

  const partials = parts.flatMap((part) => (part.type === 'partial' ? part.content : []));
  expect(partials).toEqual(['[1,2]', '[3]', '[4]'].map((text) => ({ type: 'text', text })));
  expect(texts).toEqual(['[1,2,3,4]']);
});

test('a result is made of all rows, and the list may end early', async () => {
  const api = await apiOf(THREE);
  const result = "{% { 'count': $count($response.body), 'more': $response.more } %}";

  const { texts } = await call(graphqlTool(api, { ...PAGED, maxRows: 3, result }));

  expect(texts[0]).toBe('{"count":3,"more":true}');
});

test('another variable takes the cursor, and an alias names the connection', async () => {
  const query = `query ($cursor: String) { mine: repository { all: issues(after: $cursor) { nodes { number } pageInfo { hasNextPage endCursor } } } }`;
  const [first, second] = [page({ nodes: numbers(1) }, 'a'), page({ nodes: numbers(2) }, null)].map(({ data }) => ({
    data: { mine: { all: data.repository.issues } },
  }));
  const api = await apiOf([first ?? {}, second ?? {}]);

  const { texts } = await call(graphqlTool(api, { query, pagination: { connection: 'mine.all', param: 'cursor' } }));

  expect(texts).toEqual(['[{"number":1},{"number":2}]']);
  expect(afters(api)).toEqual([{}, { cursor: 'a' }]);
});

test('a call continues where an earlier one ended', async () => {
  const pagination = { ...PAGED.pagination, maxPages: 1, resume: '{% $args.from %}' };
  const [begun, continued] = [await apiOf(THREE), await apiOf(THREE.slice(2))];

  const first = await call(graphqlTool(begun, { ...PAGED, pagination }));
  const [, given = ''] = /argument from: (.*)$/.exec(first.texts[1] ?? '') ?? [];
  const second = await call(graphqlTool(continued, { ...PAGED, pagination }), { from: JSON.parse(given) });

  expect(JSON.parse(given)).toEqual({ body: { variables: { after: 'a' } } });
  expect(second.texts).toEqual(['[{"number":4}]']);
  expect(afters(continued)).toEqual([{ after: 'a' }]);
});

test('without `hasNextPage`, the list ends where there is no cursor', async () => {
  const [first, last] = ['a', null].map((endCursor) => ({
    data: { repository: { issues: { nodes: numbers(1), pageInfo: { endCursor } } } },
  }));
  const api = await apiOf([first ?? {}, last ?? {}]);

  const { texts } = await call(graphqlTool(api, PAGED));

  expect(texts).toEqual(['[{"number":1},{"number":1}]']);
  expect(api.seen).toHaveLength(2);
});

test('errors on the first page are an error', async () => {
  const api = await apiOf([{ data: { repository: null }, errors: [{ message: 'No such repository' }] }]);

  await expect(call(graphqlTool(api, PAGED))).rejects.toThrow('returned an error: No such repository.');
});

test('errors on a later page keep the rows before it', async () => {
  const api = await apiOf([page({ nodes: numbers(1) }, 'a'), { errors: [{ message: 'Rate limited' }] }]);

  const { texts, result } = await call(graphqlTool(api, PAGED));

  expect(texts).toEqual([
    '[{"number":1}]',
    `The result is incomplete: POST ${api.host}/graphql returned an error: Rate limited.`,
  ]);
  expect(result.isError).toBeUndefined();
});

test('errors beside rows are a note, once', async () => {
  const errors = [{ message: 'Hidden', path: ['repository', 'issues', 'nodes'] }];
  const api = await apiOf([
    { ...page({ nodes: [{ number: 1 }, null] }, 'a'), errors },
    { ...page({ nodes: numbers(3) }, null), errors },
  ]);

  const { texts } = await call(graphqlTool(api, { ...PAGED, stream: 'pages' }));

  expect(texts).toEqual([
    '[{"number":1},null,{"number":3}]',
    `The result is incomplete: POST ${api.host}/graphql returned an error: Hidden (at repository.issues.nodes).`,
  ]);
});

test('a cursor that repeats ends the list', async () => {
  const api = await apiOf([page({ nodes: numbers(1) }, 'a')]);

  const { texts } = await call(graphqlTool(api, PAGED), {}, callContext());

  expect(texts[0]).toBe('[{"number":1},{"number":1}]');
  expect(texts[1]).toContain('leads back to the same page');
});
