import type { JsonObject } from '../../../lambda/json.ts';
import type { TargetTool } from '../../../lambda/targets/types.ts';
import { toolOf } from './support.ts';

/** Examples of one target type; every one is called with `{ name: 'x' }`. */
export interface Fixture {
  /** Tools that pass, and whose call answers. */
  readonly good: readonly TargetTool[];
  /** Tools that publishing refuses, by schema or check. */
  readonly bad: readonly TargetTool[];
  /** Tools that pass, and whose call fails for a reason that the agent is told. */
  readonly failing: readonly TargetTool[];
  /** Tools that pass, and whose call would last longer than any deadline. */
  readonly endless: readonly TargetTool[];
  /** Tools that pass, and whose upstream sends one piece and then waits for the {@link gate}. */
  readonly streaming: readonly TargetTool[];
  /** Tools that pass, and whose upstream sends 100,000 bytes or more. */
  readonly large: readonly TargetTool[];
}

const image = { type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' };
const note = { type: 'resource', resource: { uri: 'note://1', mimeType: 'text/plain', text: 'hello' } };

const statusOf = (status: string) => ({
  expressionAttributeNames: { '#s': 'status' },
  expressionAttributeValues: { ':id': '{% $args.name %}', ':s': status },
});

/** Examples by target type, which may call the upstream at `origin`; a type without an entry fails the contract test. */
export const fixtures: Readonly<Record<string, (origin: string) => Fixture>> = {
  aws: (origin) => {
    const aws = (name: string, target: JsonObject, rest: Partial<TargetTool> = {}) =>
      toolOf(
        {
          ...{ type: 'aws', service: 'sqs', action: 'ListQueues', role: 'reader', region: 'eu-west-1' },
          ...{ url: `${origin}/echo`, ...target },
        },
        { name, ...rest },
      );
    const send = { action: 'SendMessage', parameters: { QueueUrl: 'q', MessageBody: '{% $args.name %}' } };
    return {
      good: [
        aws('minimal', {}),
        aws('parameters', send),
        aws('path', { service: 'lambda', action: 'GetFunction', parameters: { FunctionName: '{% $args.name %}' } }),
        aws('result', { result: { found: '{% $response.body.url %}' } }, { output: { type: 'object' } }),
        aws('nothing found', { result: '{% $response.body.nothing %}' }),
        aws('pages', { pagination: true, row: '{% $row %}', maxRows: 1 }, { output: { type: 'array' } }),
      ],
      bad: [
        aws('no action', { action: '' }),
        aws('unknown service', { service: 'nothing-like-it' }),
        aws('unknown action', { action: 'DropEverything' }),
        aws('another protocol', { service: 'ec2', action: 'DescribeInstances' }),
        aws('unknown parameter', { parameters: { Prefix: 'x' } }),
        aws('no queue', { ...send, parameters: {} }),
        aws('not a Region', { region: '{% $args.name %}' }),
        aws('half an expression', { parameters: { QueueNamePrefix: 'a{% $args.name %}' } }),
        aws('pages of none', { ...send, pagination: true }),
        aws('rows without pages', { row: '{% $row %}' }),
        aws('relative', { url: '/sqs' }),
      ],
      failing: [
        aws('refused', { url: 'http://127.0.0.1:1/' }),
        aws('role that is not listed', { role: 'writer' }),
        aws('failing expression', { parameters: { QueueNamePrefix: '{% $args.name + 1 %}' } }),
        aws('host that is not listed', { url: 'http://localhost:1/' }),
        aws('no statement', { service: 'athena', action: undefined, sql: 'select :name' }),
      ],
      endless: [
        aws('hangs', { url: `${origin}/hang` }),
        aws('stalls', { url: `${origin}/stall` }),
        aws('statement that hangs', { url: `${origin}/hang`, service: 'athena', action: undefined, sql: 'select 1' }),
      ],
      streaming: [aws('gated pages', { url: `${origin}/aws-gated`, pagination: true, stream: 'pages' })],
      large: [aws('large', { url: `${origin}/aws-large` })],
    };
  },
  dynamodb: () => {
    const table = (name: string, target: JsonObject, rest: Partial<TargetTool> = {}) =>
      toolOf({ type: 'dynamodb', table: 'orders', ...target }, { name, ...rest });
    const get = { operation: 'GetItem', key: { id: '{% $args.name %}' } };
    const query = {
      operation: 'Query',
      keyConditionExpression: 'id = :id',
      expressionAttributeValues: { ':id': '{% $args.name %}' },
    };
    const remove = { ...get, operation: 'DeleteItem', conditionExpression: 'attribute_exists(id)' };
    const writes = { annotations: { readOnlyHint: false } };
    return {
      good: [
        table('item', get, { output: { type: 'object' } }),
        table('items', { ...query, index: 'byDate', limit: 5, pageSize: 2, order: 'desc', consistentRead: true }),
        table('pages', { ...query, stream: 'pages', row: { id: '{% $row.id %}' } }, { output: { type: 'array' } }),
        table('optional filter', { ...query, filterExpression: ['#s = :s'], ...statusOf('{% $args.status %}') }),
        table('result', { ...query, table: 'empty', result: { n: '{% $response.count %}' } }),
        table('nothing found', { ...query, result: '{% $response.items[99] %}' }),
        table(
          'put',
          { operation: 'PutItem', item: { id: 'x' }, conditionExpression: 'attribute_not_exists(id)' },
          writes,
        ),
        table('delete', remove, writes),
      ],
      bad: [
        table('unknown operation', { ...get, operation: 'Scan' }),
        table('no key', { operation: 'GetItem' }),
        table('limit of an item', { ...get, limit: 1 }),
        table('undefined value', { ...query, filterExpression: 'a = :a' }),
        table('undefined name', { ...query, projectionExpression: '#a' }),
        table('unused value', { ...query, expressionAttributeValues: { ':id': 1, ':b': 2 } }),
        table('unused name', { ...query, expressionAttributeNames: { '#b': 'b' } }),
        table('expression in a condition', { ...query, keyConditionExpression: 'id = {% $args.name %}' }),
        table('response in a value', { ...query, expressionAttributeValues: { ':id': '{% $response.items %}' } }),
        table('object as key', { ...get, key: { id: {} } }),
        table('write that is called a read', remove, { annotations: { readOnlyHint: true } }),
        table('write that says nothing', remove),
        table('write without a condition', { ...get, operation: 'DeleteItem' }, writes),
        table('delete that returns the new', { ...remove, returnValues: 'ALL_NEW' }, writes),
      ],
      failing: [
        table('not listed', { ...get, table: 'unlisted' }),
        table('not writable', { ...remove, table: 'missing' }, writes),
        table('does not exist', { ...query, table: 'missing' }),
        table('no such item', { ...get, table: 'empty' }),
        table('changed meanwhile', { ...remove, table: 'changed' }, writes),
        table('missing argument', { ...get, key: { id: '{% $args.other %}' } }),
        table('failing expression', { ...query, limit: '{% $args.name + 1 %}' }),
      ],
      endless: [
        table('hangs', { ...get, table: 'hangs' }),
        table('write that hangs', { ...remove, table: 'hangs' }, writes),
        table('endless pages', { ...query, table: 'endless', stream: 'pages', limit: 1_000_000 }),
      ],
      streaming: [table('gated pages', { ...query, table: 'gated', stream: 'pages' })],
      large: [
        table('large', { ...query, table: 'large' }),
        table('large pages', { ...query, table: 'large', stream: 'pages' }),
      ],
    };
  },
  graphql: (origin) => {
    const graphql = (name: string, target: JsonObject, rest: Partial<TargetTool> = {}) =>
      toolOf({ type: 'graphql', url: `${origin}/graphql`, query: '{ name }', ...target }, { name, ...rest });
    const connection = 'query ($after: String) { items(after: $after) { nodes pageInfo { hasNextPage endCursor } } }';
    const pages = { query: connection, pagination: { connection: 'items' } };
    return {
      good: [
        graphql('minimal', {}),
        graphql('variables', { query: 'query ($name: String) { name(is: $name) }', headers: { 'x-a': 'b' } }),
        graphql('result', { result: { found: '{% $response.body.data.name %}' } }, { output: { type: 'object' } }),
        graphql('nothing found', { result: '{% $response.body.data.nothing %}' }),
        graphql('pages', { ...pages, row: '{% $row %}', maxRows: 1 }, { output: { type: 'array' } }),
      ],
      bad: [
        graphql('no query', { query: '' }),
        graphql('not GraphQL', { query: '{ name' }),
        graphql('unknown variable', { query: '{ name(is: $name) }' }),
        graphql('value of no variable', { variables: { name: 'x' } }),
        graphql('subscription', { query: 'subscription { name }' }),
        graphql('no connection', { pagination: { connection: 'items' } }),
        graphql('rows without a connection', { row: '{% $row %}' }),
        graphql('half an expression', { headers: { a: 'a{% $args.name %}' } }),
        graphql('relative', { url: '/graphql' }),
        graphql('write that is called a read', { query: 'mutation { name }' }, { annotations: { readOnlyHint: true } }),
      ],
      failing: [
        graphql('refused', { url: 'http://127.0.0.1:1/' }),
        graphql('errors', { url: `${origin}/graphql-errors` }),
        graphql('failing expression', {
          query: 'query ($a: Int) { name(a: $a) }',
          variables: { a: '{% $args.name + 1 %}' },
        }),
      ],
      endless: [graphql('hangs', { url: `${origin}/hang` }), graphql('stalls', { url: `${origin}/stall` })],
      streaming: [graphql('gated pages', { ...pages, url: `${origin}/graphql-gated`, stream: 'pages' })],
      large: [graphql('large', { url: `${origin}/graphql-large` })],
    };
  },
  http: (origin) => {
    const http = (name: string, target: JsonObject, rest: Partial<TargetTool> = {}) =>
      toolOf({ type: 'http', url: `${origin}/echo`, ...target }, { name, ...rest });
    return {
      good: [
        http('minimal', {}),
        http('path', { url: `${origin}/echo/{name}?a=1`, query: { n: '{% $args.name %}', list: [1, true] } }),
        http('body', { method: 'PUT', headers: { 'x-a': '{% $args.name %}' }, body: [{ a: '{% $args %}' }] }),
        http('result', { result: { url: '{% $response.body.url %}' } }, { output: { type: 'object' } }),
        http('nothing found', { result: '{% $response.body.nothing %}' }),
      ],
      bad: [
        http('relative', { url: '/echo' }),
        http('unknown method', { method: 'TRACE' }),
        http('body of a GET', { body: {} }),
        http('half an expression', { query: { a: 'a{% $args.name %}' } }),
        http('eval', { result: '{% $eval("1") %}' }),
        http('header of the connection', { headers: { Host: 'x' } }),
        http('object as parameter', { query: { a: { b: 1 } } }),
      ],
      failing: [
        http('refused', { url: 'http://127.0.0.1:1/' }),
        http('private', { url: 'http://10.0.0.1/' }),
        http('missing argument', { url: `${origin}/{other}` }),
        http('failing expression', { query: { a: '{% $args.name + 1 %}' } }),
      ],
      endless: [http('hangs', { url: `${origin}/hang` }), http('stalls', { url: `${origin}/stall` })],
      streaming: [],
      large: [http('large', { url: `${origin}/large` })],
    };
  },
  lambda: () => {
    const lambda = (name: string, target: JsonObject, rest: Partial<TargetTool> = {}) =>
      toolOf({ type: 'lambda', function: 'echo', ...target }, { name, ...rest });
    return {
      good: [
        lambda('toolkit', { function: 'toolkit', tool: 'Toolkit!' }),
        lambda('payload', { payload: { who: '{% $args.name %}' }, qualifier: 'live' }, { output: { type: 'object' } }),
        lambda('buffered', { payload: [1], invoke: 'buffered', result: '{% $response.payload[0] %}' }),
        lambda('nothing found', { payload: {}, result: '{% $response.payload.nothing %}' }),
        lambda('rows', { payload: {}, stream: 'ndjson', row: '{% $row %}' }),
        lambda('text', { payload: {}, stream: 'text' }),
      ],
      bad: [
        lambda('an ARN', { function: 'arn:aws:lambda:eu-west-1:123456789012:function:echo' }),
        lambda('unknown stream', { stream: 'sse' }),
        lambda('result of the toolkit', { result: '{% $response.payload %}' }),
        lambda('rows of text', { stream: 'text', row: '{% $row %}' }),
        lambda('tool beside a payload', { payload: {}, tool: 'x' }),
        lambda('response in the payload', { payload: '{% $response.payload %}' }),
        lambda('half an expression', { payload: 'a{% $args.name %}' }),
      ],
      failing: [
        lambda('not listed', { function: 'unlisted' }),
        lambda('does not exist', { function: 'missing' }),
        lambda('failing expression', { payload: '{% $args.name + 1 %}' }),
        lambda('throws', { function: 'throws' }),
      ],
      endless: [lambda('hangs', { function: 'hangs' }), lambda('pours', { function: 'pours' })],
      streaming: [lambda('gated rows', { function: 'gated', payload: {}, stream: 'ndjson' })],
      large: [lambda('large', { function: 'large', payload: {} })],
    };
  },
  static: () => ({
    good: [
      toolOf({ type: 'static', text: 'hello' }, { name: 'text' }),
      toolOf({ type: 'static', json: { a: [1, null] } }, { name: 'json', output: { type: 'object' } }),
      toolOf({ type: 'static', content: [{ type: 'text', text: 'a' }, image, note] }, { name: 'blocks' }),
      toolOf({ type: 'static', content: [{ type: 'resource_link', uri: 'file:///a', name: 'a' }] }, { name: 'link' }),
      toolOf({ type: 'static', text: 'no', isError: true }, { name: 'failure' }),
    ],
    bad: [
      toolOf({ type: 'static' }, { name: 'nothing' }),
      toolOf({ type: 'static', text: 'a', json: 1 }, { name: 'two ways' }),
      toolOf({ type: 'static', content: [{ ...image, data: 'not base64!' }] }, { name: 'garbled image' }),
      toolOf({ type: 'static', content: [{ type: 'resource', resource: { uri: 'a:b' } }] }, { name: 'empty resource' }),
      toolOf({ type: 'static', content: [{ type: 'video', data: '' }] }, { name: 'unknown block' }),
      toolOf({ type: 'static', text: 'a' }, { name: 'text for an output schema', output: { type: 'object' } }),
      toolOf({ type: 'static', text: 'a', isError: false }, { name: 'a failure that is none' }),
    ],
    failing: [],
    endless: [],
    streaming: [],
    large: [],
  }),
};
