import type { JsonObject } from '../../../../lambda/json.ts';
import { awsTarget } from '../../../../lambda/targets/aws/publish.ts';
import type { TargetTool } from '../../../../lambda/targets/types.ts';
import { toolOf } from '../support.ts';

const awsTool = (target: JsonObject, rest: Partial<TargetTool> = {}) =>
  toolOf({ type: 'aws', service: 'sqs', action: 'ListQueues', role: 'reader', ...target }, rest);

const faultsOf = async (target: JsonObject, rest: Partial<TargetTool> = {}) =>
  (await awsTarget.check(awsTool(target, rest))).map(({ path, message }) => `${path.join('.')}: ${message}`);

const SEND = { action: 'SendMessage', parameters: { QueueUrl: 'q', MessageBody: 'b' } };

test.each(['rds-data', 'rdsdata', 'RDS Data', 'rdsdataservice'])(
  'a service has the name that the command line, an SDK or Step Functions has for it: %s',
  async (service) => {
    const parameters = { resourceArn: 'r', secretArn: 's', sql: 'select 1' };

    expect(await faultsOf({ service, action: 'ExecuteStatement', parameters })).toEqual([]);
  },
);

test.each([
  [{ service: 'sqqs' }, 'service: is not a known service of AWS; did you mean `sqs`?'],
  [{ service: 'nothing-like-it' }, 'service: is not a known service of AWS'],
  [
    { service: 'ec2', action: 'DescribeInstances' },
    'service: speaks the protocol `ec2`, which this target type does not support: use the `http` target with `auth: { type: sigv4, ... }`',
  ],
  [{ service: 's3', action: 'GetObject' }, 'service: speaks the protocol `rest-xml`, '],
  [{ service: 'sns', action: 'Publish' }, 'service: speaks the protocol `query`, '],
  [{ action: 'sendMessage' }, 'action: is not an action of sqs; did you mean `SendMessage`?'],
  [{ action: 'DropEverything' }, 'action: is not an action of sqs'],
  [
    { service: 'lambda', action: 'InvokeWithResponseStream' },
    'action: sends or receives an event stream, which this target type does not support',
  ],
  [{ service: 'timestream-query', action: 'Query' }, 'action: needs an endpoint that another action returns'],
])('an action that cannot be called is refused: %j', async (target, message) => {
  const [fault, ...others] = await faultsOf(target);

  expect(fault?.startsWith(message)).toBe(true);
  expect(others).toEqual([]);
});

const put = (parameters: JsonObject) => ({ service: 'kinesis', action: 'PutRecords', parameters });
const RECORD = { PartitionKey: 'a', Data: 'aGVsbG8=' };

test.each<[JsonObject, string]>([
  [
    { ...SEND, parameters: { ...SEND.parameters, QueueURL: 'q' } },
    'parameters.QueueURL: is not a parameter here; did you mean `QueueUrl`?',
  ],
  [{ ...SEND, parameters: { MessageBody: 'b' } }, 'parameters.QueueUrl: is missing: SendMessage requires it'],
  [
    { ...SEND, parameters: { ...SEND.parameters, MessageBody: 7 } },
    'parameters.MessageBody: must be a text: put it in quotes',
  ],
  [
    { ...SEND, parameters: { ...SEND.parameters, MessageBody: { id: 7 } } },
    'parameters.MessageBody: must be a text: write JSON with `$string`',
  ],
  [
    { ...SEND, parameters: { ...SEND.parameters, DelaySeconds: '7' } },
    'parameters.DelaySeconds: must be a whole number',
  ],
  [
    { ...SEND, parameters: { ...SEND.parameters, DelaySeconds: 7.5 } },
    'parameters.DelaySeconds: must be a whole number',
  ],
  [
    { ...SEND, parameters: { ...SEND.parameters, MessageAttributes: { a: { StringValue: 'x' } } } },
    'parameters.MessageAttributes.a.DataType: is missing: the API requires it',
  ],
  [
    { ...SEND, parameters: { ...SEND.parameters, MessageAttributes: [] } },
    'parameters.MessageAttributes: must be an object',
  ],
  [put({ StreamName: 's', Records: RECORD }), 'parameters.Records: must be a list'],
  [
    put({ StreamName: 's', Records: ['a'] }),
    'parameters.Records.0: must be an object with Data, ExplicitHashKey, PartitionKey',
  ],
  [
    put({ StreamName: 's', Records: [{ ...RECORD, Dta: 'x' }] }),
    'parameters.Records.0.Dta: is not a parameter here; did you mean `Data`?',
  ],
  [put({ StreamName: 's', Records: [{ ...RECORD, Data: 'no base64' }] }), 'parameters.Records.0.Data: must be Base64'],
  [
    { service: 'eventbridge', action: 'PutEvents', parameters: { Entries: [{ Time: 'soon' }] } },
    'parameters.Entries.0.Time: must be a date in ISO 8601, or seconds since 1970',
  ],
  [
    { service: 'lambda', action: 'Invoke', parameters: '{% $args %}' },
    'parameters: must be an object: the parameters of Invoke go into the path, the query and the body of the request',
  ],
  [{ ...SEND, parameters: { ...SEND.parameters, MessageBody: '{% $arg.text %}' } }, 'parameters.MessageBody: '],
  [
    { service: 'lambda', action: 'ListAliases', parameters: { FunctionName: '{% $response.body %}' } },
    'parameters.FunctionName: ',
  ],
  [
    { ...SEND, parameters: { ...SEND.parameters, MessageBody: 'a{% $args.x %}' } },
    'parameters.MessageBody: an expression must be the whole text',
  ],
  [{ url: '/sqs' }, 'url: is not an absolute URL'],
  [{ url: 'https://sqs.invalid/?a=b' }, 'url: must be the address of a service'],
  [{ url: 'http://sqs.invalid/' }, 'url: sends a credential over plain http; use https'],
  [{ row: '{% $row %}' }, 'row: needs `pagination`, whose items are the rows'],
  [
    { ...SEND, pagination: true },
    "pagination: does not apply: AWS's model of the API names no pages of sqs:SendMessage; remove it, and take",
  ],
  [
    { service: 'athena', action: 'GetQueryResults', parameters: { QueryExecutionId: 'x' }, pagination: true },
    "pagination.items: is missing: AWS's model of the API does not name the items of athena:GetQueryResults",
  ],
  [{ result: '{% $response.bdy %}' }, 'result: '],
])('what the model or `http` refuses is refused at its place: %#', async (target, message) => {
  const faults = await faultsOf(target);

  expect(faults.map((fault) => fault.slice(0, message.length))).toEqual([message]);
});

test('several faults are found at once', async () => {
  expect(await faultsOf({ action: 'SendMessage', parameters: { Queue: 'q' } })).toEqual([
    expect.stringContaining('parameters.Queue: is not a parameter here'),
    'parameters.QueueUrl: is missing: SendMessage requires it',
    'parameters.MessageBody: is missing: SendMessage requires it',
  ]);
});

test('a stage must list the role, and the network of an own endpoint', () => {
  const stage = { functions: [], tables: {}, roles: ['writer'], allowedNetworks: [] };

  const faults = awsTarget.checkStage?.({ role: 'reader', url: 'https://10.0.0.7' }, stage);

  expect(faults?.map(({ path }) => path)).toEqual([['url'], ['role']]);
});

test('a stored block is small, and has no parameters beside its request', async () => {
  const block = await awsTarget.stored?.(awsTool(SEND).target);

  expect(block).toMatchObject({ service: 'sqs', request: { host: 'sqs', method: 'POST', readOnly: false } });
  expect(block).not.toHaveProperty('parameters');
  expect(JSON.stringify(block).length).toBeLessThan(500);
});

describe('the warnings of `http` hold', () => {
  const LIST = 'gives a list of one item as the item itself';
  const SECRET = 'looks like a credential in plain text';
  const list = (more: JsonObject) => ({ parameters: {}, ...more });
  const invoke = (Payload: JsonObject) => ({
    ...{ service: 'lambda', action: 'Invoke', parameters: { FunctionName: 'f', Payload } },
  });
  const sql = (text: string, more: JsonObject = {}) => ({
    ...{ service: 'athena', action: undefined, sql: text },
    ...{ parameters: { ResultConfiguration: { OutputLocation: 's3://b/' } }, ...more },
  });

  test.each<[JsonObject, string, string]>([
    [list({ result: '{% $response.body.QueueUrls.a %}' }), 'result', LIST],
    [list({ pagination: true, row: '{% $row.items.id %}' }), 'row', LIST],
    [invoke({ ids: '{% $args.items.id %}' }), 'parameters.Payload.ids', LIST],
    [sql('select 1', { result: '{% $response.body.a %}' }), 'result', LIST],
    [sql('select :id', { values: { id: '{% $args.items.id %}' } }), 'values.id', LIST],
    [invoke({ password: 'hunter22' }), 'parameters.Payload.password', SECRET],
    [list({ parameters: { QueueNamePrefix: 'ghp_0123456789abcdefghij' } }), 'parameters.QueueNamePrefix', SECRET],
    [sql("select 1 where password = 'hunter22'"), 'sql', SECRET],
    [list({ result: '{{body}}' }), 'result', 'is returned as it is written'],
    [list({ parameters: { QueueNamePrefix: '{id}' } }), 'parameters.QueueNamePrefix', '{id} is sent as it is'],
    [sql("select 1 where id = '{{id}}'"), 'sql', 'write a placeholder such as `:id`, and give the value in `values`'],
  ])('for %j', async (target, place, message) => {
    const faults = await awsTarget.check(
      awsTool(target, { input: { type: 'object', properties: { id: {}, items: {} } } }),
    );

    expect(faults).toEqual([
      { severity: 'warning', path: expect.anything(), message: expect.stringContaining(message) },
    ]);
    expect(faults[0]?.path.join('.')).toBe(place);
  });
});
