import {
  CredentialsRefused,
  McpClientError,
  MessageTooLarge,
  NotAnMcpResponse,
  RequestRefused,
  ServerBusy,
  ServerFailed,
  ServerUnreachable,
  StreamCut,
} from '../../../client/errors/index.ts';
import { responseError } from '../../../client/http/refusals/index.ts';

test.each([
  [new RequestRefused('a', { code: -32602, status: 400 }), 'caller'],
  [new MessageTooLarge(10), 'caller'],
  [new CredentialsRefused('a', { status: 401, challenge: null }), 'credentials'],
  [new ServerBusy('a', { status: 429, retryAfterMs: undefined }), 'later'],
  [new StreamCut({ received: 0, maySafelyRepeat: false }), 'later'],
  [new ServerFailed('a', 500), 'operator'],
  [new NotAnMcpResponse(200, ''), 'operator'],
])('%s is one of the package, and for the %s to act on', (error, actor) => {
  expect(error).toBeInstanceOf(McpClientError);
  expect(error).toMatchObject({ actor, name: error.constructor.name });
});

describe('responseError', () => {
  test('is RequestRefused with the words, the code and the data of the server', () => {
    const error = { code: -32602, message: 'Unknown tool: ordr', data: { closest: 'order' } };

    expect(responseError({ jsonrpc: '2.0', id: 1, error }, 400)).toMatchObject({
      ...error,
      name: 'RequestRefused',
      status: 400,
    });
  });

  test('is ServerFailed for an internal error', () => {
    const error = { code: -32603, message: 'Internal error 5f0c' };

    expect(responseError({ jsonrpc: '2.0', id: 1, error }, 200)).toMatchObject({
      name: 'ServerFailed',
      message: 'Internal error 5f0c',
      status: 200,
    });
  });

  test('is nothing for a result', () => {
    expect(responseError({ jsonrpc: '2.0', id: 1, result: { isError: true } }, 200)).toBeUndefined();
  });
});

describe('ServerUnreachable', () => {
  const failed = (cause: unknown) => Object.assign(new TypeError('fetch failed'), { cause });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'location');
  });

  /** Makes the process look like a page. */
  function openPage(origin: string): void {
    Object.defineProperty(globalThis, 'location', { value: { origin }, configurable: true });
  }

  test.each([
    ['ECONNREFUSED', 'later'],
    ['UND_ERR_CONNECT_TIMEOUT', 'later'],
    ['ENOTFOUND', 'operator'],
    ['CERT_HAS_EXPIRED', 'operator'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'operator'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'operator'],
    ['ERR_INVALID_URL', 'operator'],
  ])('quotes the reason of Node.js: %s is for %s', (code, actor) => {
    const cause = failed(Object.assign(new Error(`reason ${code}`), { code }));

    const error = new ServerUnreachable('http://a/mcp/b', cause);

    expect(error).toMatchObject({ actor, url: 'http://a/mcp/b', cause });
    expect(error.message).toBe(`http://a/mcp/b cannot be reached: reason ${code}`);
  });

  test('quotes the reason of the first address of several', () => {
    const refused = new Error('connect ECONNREFUSED ::1:80');

    expect(new ServerUnreachable('http://a', failed(new AggregateError([refused, new Error('b')], ''))).message).toBe(
      'http://a cannot be reached: connect ECONNREFUSED ::1:80',
    );
  });

  test.each([
    [new TypeError('Load failed'), 'Load failed'],
    ['reset', 'reset'],
    [undefined, 'undefined'],
  ])('takes anything that is thrown: %s', (cause, reason) => {
    expect(new ServerUnreachable('http://a', cause)).toMatchObject({
      actor: 'later',
      message: `http://a cannot be reached: ${reason}`,
    });
  });

  test('says that a page over https cannot call http', () => {
    openPage('https://shop.example');

    expect(new ServerUnreachable('http://a/mcp/b', new TypeError('Failed to fetch'))).toMatchObject({
      actor: 'operator',
      message: expect.stringContaining(
        'browsers block requests from a page over https to an http URL. Use an https URL',
      ),
    });
  });

  test.each(['https://shop.example', 'http://localhost:3000'])('names the page of %s', (origin) => {
    openPage(origin);

    expect(new ServerUnreachable('https://a', new TypeError('Failed to fetch')).message).toBe(
      `https://a cannot be reached: Failed to fetch. Check the network, and that the server allows the origin ${origin}`,
    );
  });
});
