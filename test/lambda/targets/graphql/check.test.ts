import { Ajv2020 } from 'ajv/dist/2020.js';
import type { JsonObject } from '../../../../lambda/json.ts';
import { graphqlTarget } from '../../../../lambda/targets/graphql/publish.ts';
import type { TargetTool } from '../../../../lambda/targets/types.ts';
import { toolOf } from '../support.ts';

const validate = new Ajv2020({ strict: true, allErrors: true, discriminator: true }).compile(graphqlTarget.schema);

/** The faults of a block, as `path: message`. */
async function faultsOf(target: JsonObject, rest: Partial<TargetTool> = {}): Promise<readonly string[]> {
  const tool = toolOf({ type: 'graphql', url: 'https://api.example.com/graphql', query: '{ a }', ...target }, rest);
  expect([validate(tool.target), validate.errors]).toEqual([true, null]);
  const faults = await graphqlTarget.check(tool);
  return faults.map(({ path, message, severity }) => `${severity ?? ''}${path.join('.')}: ${message}`);
}

const inputOf = (properties: JsonObject, required: readonly string[] = []): Partial<TargetTool> => ({
  input: { type: 'object', properties, required: [...required] },
});

test('blocks and errors with data need an answer that arrives as a whole', async () => {
  const query = 'query ($after: String) { a(after: $after) { nodes { b } pageInfo { hasNextPage endCursor } } }';

  expect(await faultsOf({ query, pagination: { connection: 'a' }, isError: '{% true %}' })).toEqual([
    'isError: needs a response that arrives as a whole: it does not apply with `pagination`',
  ]);
  expect(await faultsOf({ content: '{% [] %}', result: 1 })).toEqual([
    expect.stringMatching(/^result: is not used: `content` makes the result/),
  ]);
});

describe('the document', () => {
  test.each([
    ['has the syntax of GraphQL', '{ a', 'query: is not valid GraphQL: Expected Name, found <EOF>.'],
    ['is not an expression', '{% $args.query %}', 'query: is not valid GraphQL: Unexpected character: "%"'],
    ['defines its variables', '{ a(b: $c) }', 'query: is not valid GraphQL: Variable "$c" is not defined.'],
    [
      'uses its variables',
      'query Q($c: Int) { a }',
      'query: is not valid GraphQL: Variable "$c" is never used in operation "Q".',
    ],
    ['defines its fragments', '{ ...F }', 'query: is not valid GraphQL: Unknown fragment "F".'],
    [
      'has fragments that end',
      '{ ...F } fragment F on T { ...F }',
      'query: is not valid GraphQL: Cannot spread fragment "F" within itself.',
    ],
    [
      'runs something',
      'type Query { a: Int }',
      'query: is not valid GraphQL: The "Query" definition is not executable.',
    ],
    [
      'has one anonymous operation',
      '{ a } { b }',
      'query: is not valid GraphQL: This anonymous operation must be the only defined operation.',
    ],
    [
      'is no subscription',
      'subscription { a }',
      'query: is a subscription, which is not supported: use a query or a mutation',
    ],
  ])('%s', async (_, query, expected) => {
    const faults = await faultsOf({ query });

    expect(faults[0]).toContain(expected);
  });

  test('names the line of a mistake', async () => {
    const tool = toolOf({ type: 'graphql', url: 'https://api.example.com/', query: '{\n  a\n  b(\n}' });

    const [fault] = await graphqlTarget.check(tool);

    expect(fault).toMatchObject({ path: ['query'], textLine: 3 });
  });

  test('with several operations needs the name of one of them', async () => {
    const query = 'query A { a } query B { b }';

    expect(await faultsOf({ query })).toEqual(['operationName: is missing: `query` has the operations A, B']);
    expect(await faultsOf({ query, operationName: 'C' })).toEqual([
      'operationName: is not an operation of `query`, which has A, B',
    ]);
    expect(await faultsOf({ query, operationName: 'B' })).toEqual([]);
  });

  test('of a tool that is called a read is no mutation', async () => {
    const faults = await faultsOf({ query: 'mutation { a }' }, { annotations: { readOnlyHint: true } });

    expect(faults).toEqual([
      'query: is a mutation, but the tool has `annotations: { readOnlyHint: true }`: set it to false',
    ]);
  });
});

describe('variables', () => {
  const query = 'query ($owner: String!, $first: Int = 10) { a(b: $owner, c: $first) }';

  test('that are required have a value', async () => {
    expect(await faultsOf({ query }, inputOf({ owner: {} }, ['owner']))).toEqual([]);
    expect(await faultsOf({ query }, inputOf({ owner: { default: 'x' } }))).toEqual([]);
    expect(await faultsOf({ query, variables: '{% $args %}' }, inputOf({}))).toEqual([]);
    expect(await faultsOf({ query }, inputOf({ name: {} }))).toEqual([
      'query: requires $owner, but `input` has no such argument: add it, or give the value in `variables`',
    ]);
    expect(await faultsOf({ query, variables: { first: 1 } })).toEqual([
      'query: requires $owner, which `variables` does not have: add it',
    ]);
  });

  test('that are required should not be optional arguments', async () => {
    const faults = await faultsOf({ query }, inputOf({ owner: {} }));

    expect(faults).toEqual([
      'warningquery: requires $owner, but the argument is optional: add it to `required` of `input`, or give it a `default`',
    ]);
  });

  test('are those of the operation', async () => {
    expect(await faultsOf({ query, variables: { owner: 'a', limit: 1 } })).toEqual([
      'variables.limit: is not a variable of the operation, which has $owner, $first',
    ]);
  });

  test('have expressions that are checked at their place', async () => {
    const variables = { owner: '{% $arg.owner %}', first: 'a{% 1 %}' };

    const faults = await faultsOf({ query, variables }, inputOf({ owner: {} }));

    expect(faults.map((fault) => fault.split(':', 1)[0])).toEqual(['variables.owner', 'variables.first']);
  });
});

describe('a connection', () => {
  const issues = (selections: string, variable = '$after: String', after = 'after: $after') =>
    `query (${variable}) { repository { issues(first: 2, ${after}) { ${selections} } } }`;
  const info = 'pageInfo { hasNextPage endCursor }';
  const pagination = { connection: 'repository.issues' };

  test.each([
    ['by nodes', issues(`nodes { id } ${info}`)],
    ['by edges', issues(`edges { node { id } } ${info}`)],
    [
      'in fragments',
      `${issues('...F').replace('issues(', 'issues: all(')} fragment F on C { ... on D { nodes { id } } ${info} }`,
    ],
    ['whose variable has a default', issues(`nodes { id } ${info}`, '$after: String! = ""')],
  ])('%s', async (_, query) => {
    expect(await faultsOf({ query, pagination, stream: 'pages', row: '{% $row.id %}' })).toEqual([]);
  });

  const MISSING_ARGUMENT =
    'pagination.connection: has no argument that takes the cursor: write `after: $after` in `query`, or name another variable in `param`';
  test.each([
    [
      'that is not selected',
      issues(`nodes { id } ${info}`).replace('issues', 'pulls'),
      'pagination.connection: does not lead to a connection: `query` selects no `issues` there, but pulls',
    ],
    ['without a cursor', issues(`nodes { id } ${info}`, '$first: Int', 'last: $first'), MISSING_ARGUMENT],
    [
      'without page information',
      issues('nodes { id } pageInfo { hasNextPage }'),
      'pagination.connection: needs `pageInfo { hasNextPage endCursor }` in `query`',
    ],
    [
      'without nodes',
      issues(`totalCount ${info}`),
      'pagination.connection: needs `nodes { ... }` or `edges { node { ... } }` in `query`',
    ],
    [
      'that requires its cursor',
      issues(`nodes { id } ${info}`, '$after: String!'),
      'query: requires $after, but the first page has no cursor: remove the `!`',
    ],
  ])('%s is refused', async (_, query, expected) => {
    expect(await faultsOf({ query, pagination })).toEqual([expected]);
  });

  test('that does not ask for its end is warned about', async () => {
    expect(await faultsOf({ query: issues('nodes { id } pageInfo { endCursor }'), pagination })).toEqual([
      'warningpagination.connection: has no `hasNextPage` in its `pageInfo`: most APIs then need a request more to find the end',
    ]);
  });

  test('of a mutation is refused', async () => {
    const query = issues(`nodes { id } ${info}`).replace('query', 'mutation');

    expect(await faultsOf({ query, pagination })).toEqual([
      'pagination: needs a query: each page would carry out the mutation again',
    ]);
  });

  test('is what rows need', async () => {
    const rows = { row: '{% $row %}', maxRows: 1, until: '{% $row = 1 %}', stream: 'pages' };

    const faults = await faultsOf(rows);

    expect(faults).toEqual(
      ['row', 'maxRows', 'until', 'stream'].map((key) => `${key}: needs \`pagination\`, whose connection has the rows`),
    );
  });

  test('gives a list, which an output schema of an object refuses', async () => {
    const query = issues(`nodes { id } ${info}`);

    const [fault] = await faultsOf({ query, pagination }, { output: { type: 'object' } });

    expect(fault).toContain('the result is the list of rows, but `output` describes an object');
  });
});

test('the rules of `http` hold for the rest', async () => {
  const faults = await faultsOf({
    url: 'https://api.example.com/{tenant}?a={b}',
    headers: { Host: 'x' },
    result: '{% $respons.body %}',
  });

  expect(faults.map((fault) => fault.split(':', 1)[0])).toEqual(
    expect.arrayContaining(['url', 'headers.Host', 'result']),
  );
});

test('credentials have the same destinations as those of `http`', () => {
  const block = {
    type: 'graphql',
    url: 'https://api.example.com/graphql',
    auth: { type: 'bearer', secret: 'token' },
  };

  expect(graphqlTarget.secretUrls?.(block)).toEqual([{ path: ['url'], url: 'https://api.example.com/graphql' }]);
});

describe('the warnings of `http` hold', () => {
  const variables = { id: '{% $args.id %}' };
  const one = { query: 'query ($id: [String]) { a(id: $id) { b } }', variables };
  const pages = {
    query: 'query ($after: String) { a(after: $after) { nodes { b } pageInfo { hasNextPage endCursor } } }',
    pagination: { connection: 'a' },
  };
  const LIST = 'gives a list of one item as the item itself';
  const SECRET = 'looks like a credential in plain text';

  test.each<[JsonObject, string, string]>([
    [{ ...one, result: '{% $response.body.data.items.id %}' }, 'result', LIST],
    [{ ...one, variables: { id: '{% $args.items.id %}' } }, 'variables.id', LIST],
    [{ ...pages, row: '{% $row.items.id %}' }, 'row', LIST],
    [{ ...pages, result: '{% $response.body.id %}' }, 'result', LIST],
    [{ ...one, headers: { 'X-Api-Key': 'abcdef123' } }, 'headers.X-Api-Key', SECRET],
    [{ ...one, url: 'https://api.example.com/graphql?api_key=abcdef123' }, 'url', SECRET],
    [{ ...one, variables: { id: 'ghp_0123456789abcdefghij' } }, 'variables.id', SECRET],
    [{ query: '{ a(token: "abcdef123") { b } }' }, 'query', SECRET],
    [{ ...one, result: '{{data}}' }, 'result', 'is returned as it is written'],
    [{ ...one, error: '$response.body' }, 'error', 'is returned as it is written'],
    [{ ...one, variables: { id: '{id}' } }, 'variables.id', '{id} is sent as it is'],
    [{ query: '{ a(id: "{{id}}") { b } }' }, 'query', 'define a variable such as `$id`, and give it in `variables`'],
  ])('for %j', async (target, place, message) => {
    const faults = await faultsOf(target, { input: { type: 'object', properties: { id: {}, items: {} } } });

    expect(faults).toEqual([expect.stringMatching(new RegExp(`^warning${place}: `))]);
    expect(faults[0]).toContain(message);
  });
});
