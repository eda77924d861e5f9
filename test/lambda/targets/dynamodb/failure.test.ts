import { isParts } from '../../../../lambda/targets/parts.ts';
import { ToolError } from '../../../../lambda/tool-error.ts';
import { callContext } from '../support.ts';
import { type Cities, citiesBehind } from './cities.ts';
import { type Reply, refusal, startProxy, type TableProxy } from './proxy.ts';

const READ = { operation: 'GetItem', key: { id: 'a' } };
const WRITE = { ...READ, operation: 'DeleteItem', conditionExpression: 'attribute_exists(id)' };
const UNKNOWN = 'The item may have been written: read it before you try again.';

describe('a request to a dynamodb table that', () => {
  let proxy: TableProxy;
  let cities: Cities;
  beforeAll(async () => {
    proxy = await startProxy(undefined);
    cities = citiesBehind(proxy);
  });
  beforeEach(() => {
    proxy.seen.length = 0;
  });
  afterAll(() => proxy.close());

  const told = async (target: object, reply: Reply | 'reset') => {
    proxy.intercept = () => reply;
    return (await cities.failure({ ...target })).message.replace('ToolError: ', '');
  };

  test.each([
    ['ProvisionedThroughputExceededException', 'the table is receiving more requests than it can serve. Try again'],
    ['ThrottlingException', 'the table is receiving more requests than it can serve. Try again'],
    ['RequestLimitExceeded', 'the table is receiving more requests than it can serve. Try again'],
    ['AccessDeniedException', 'this deployment is not allowed to do that.'],
    ['UnrecognizedClientException', 'this deployment has no valid credentials for DynamoDB.'],
    ['ExpiredTokenException', 'this deployment has no valid credentials for DynamoDB.'],
    ['ResourceNotFoundException', 'the table that the stage file names does not exist.'],
    ['TransactionConflictException', 'another request is changing the same item. Try again.'],
    ['ItemCollectionSizeLimitExceededException', 'the items under this partition key exceed 10 GB.'],
  ])('is refused with %s says what to do, without names of the account', async (name, expected) => {
    const secret = 'User: arn:aws:sts::123456789012:assumed-role/secret on table/towns';
    for (const target of [READ, WRITE]) {
      const message = await told(target, refusal(name, secret));
      expect(message).toContain(`${target.operation} on table cities failed: ${expected}`);
      expect(message).not.toMatch(/arn:|towns|123456789012/);
      expect(message).not.toContain(UNKNOWN);
    }
  });

  test('is invalid quotes why, without ARNs', async () => {
    const message = await told(READ, refusal('ValidationException', 'bad key in arn:aws:dynamodb:eu:1:table/towns'));
    expect(message).toBe('GetItem on table cities failed: DynamoDB rejected the request: bad key in (an ARN).');
  });

  test('fails in a way that nobody foresaw names the error', async () => {
    const message = await told(READ, refusal('LimitExceededException', 'secret words'));
    expect(message).toBe('GetItem on table cities failed: DynamoDB returned LimitExceededException.');
  });

  test('is a read is tried three times; a write, which may have happened, once', async () => {
    const down = refusal('InternalServerError', 'down', 500);
    expect(await told(READ, down)).toBe(
      'GetItem on table cities failed: DynamoDB is temporarily unavailable. Try again in a few seconds.',
    );
    expect(proxy.seen).toHaveLength(3);
    proxy.seen.length = 0;
    expect(await told(WRITE, down)).toContain(UNKNOWN);
    expect(proxy.seen).toHaveLength(1);
  });

  test('is a read and fails once goes unnoticed', async () => {
    proxy.intercept = (_, index) =>
      index === 0 ? 'reset' : { status: 200, body: { Item: { id: { S: 'a' }, n: { N: '1' } } } };
    expect(await cities.json(READ)).toEqual({ id: 'a', n: 1 });
    expect(proxy.seen).toHaveLength(2);
  });

  test('loses its connection says so', async () => {
    expect(await told(READ, 'reset')).toMatch(/failed: the table could not be reached \(.+\)\. Try again later\.$/);
    expect(await told(WRITE, 'reset')).toContain(UNKNOWN);
    expect(proxy.seen.filter(({ operation }) => operation === 'DeleteItem')).toHaveLength(1);
  });

  test('finds nobody says so', async () => {
    const gone = await startProxy(undefined);
    const nobody = citiesBehind(gone);
    await gone.close();
    expect((await nobody.failure(READ)).message).toContain('could not be reached (');
    cities = citiesBehind(proxy);
  });

  test('takes too long is given up in time', async () => {
    proxy.intercept = async ({ gone }) => void (await gone);
    for (const [target, expected] of [
      [READ, 'GetItem on table cities failed: it took too long. Try again, or request less.'],
      [WRITE, `DeleteItem on table cities failed: it took too long. ${UNKNOWN}`],
    ] as const) {
      const context = callContext({ timeoutMs: 100 });
      expect((await cities.failure(target, {}, context)).message).toBe(`ToolError: ${expected}`);
      expect(Date.now()).toBeLessThanOrEqual(context.deadline);
    }
  });

  test('waits between two attempts is given up in time', async () => {
    proxy.intercept = () => refusal('ThrottlingException', 'slow down');
    const context = callContext({ timeoutMs: 60 });
    expect((await cities.failure(READ, {}, context)).message).toMatch(/took too long|more requests than it can serve/);
    expect(Date.now()).toBeLessThanOrEqual(context.deadline);
  });

  test('comes after the deadline is not sent', async () => {
    const { message } = await cities.failure(WRITE, {}, callContext({ timeoutMs: 0 }));
    expect(message).toBe('ToolError: DeleteItem on table cities was not sent: the time limit of the call has passed.');
    expect(proxy.seen).toHaveLength(0);
  });

  test('answers an item that is larger than a result may be', async () => {
    proxy.intercept = () => ({ status: 200, body: { Item: { id: { S: 'x'.repeat(2_000) } } } });
    const { message } = await cities.failure(READ, {}, callContext({ resultBytes: 1_000 }));
    expect(message).toContain('GetItem on table cities returned more than 1000 bytes');
  });

  test('meets a bug of ours stays a bug', async () => {
    proxy.intercept = () => ({ status: 200, body: { Item: { id: { S: 'a' } } } });
    const broken = cities.prepare(READ);
    const bug = new TypeError('bug');
    const context = {
      ...callContext(),
      get resultBytes(): number {
        throw bug;
      },
    };
    const outcome = broken({}, context);
    if (isParts(outcome)) throw new Error('an item comes in one piece');
    await expect(outcome).rejects.toBe(bug);
    expect(bug).not.toBeInstanceOf(ToolError);
  });

  test('goes through one client, which keeps its connection', async () => {
    proxy.intercept = () => ({ status: 200, body: { Item: { id: { S: 'a' } } } });
    const connections = proxy.connections();
    for (let call = 0; call < 5; call += 1) await cities.json(READ);
    expect(proxy.connections() - connections).toBeLessThanOrEqual(1);
  });
});
