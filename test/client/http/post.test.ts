import { post } from '../../../client/http/index.ts';
import { CALL, endpointOf, exchange, LIST, linesOf, PROGRESS, RESULT } from '../support/endpoint.ts';
import { type LiveServer, type Responder, startLiveServer } from '../support/live-server.ts';

const ERROR = { jsonrpc: '2.0', id: 7, error: { code: -32602, message: 'Unknown tool', data: { tool: 'order' } } };

let server: LiveServer;
afterEach(() => server.close());

async function start(respond: Responder) {
  server = await startLiveServer(respond);
  return endpointOf(server.url);
}

/** Starts a server with one response. */
function startWith(status: number, type: string, body: string) {
  return start((response) => response.writeHead(status, type === '' ? {} : { 'content-type': type }).end(body));
}

describe('the request', () => {
  test('carries the headers of the protocol, which replace those of the caller', async () => {
    const endpoint = await start((response) => response.end(JSON.stringify(RESULT)));
    const headers = async () => ({
      Authorization: 'Bearer a',
      'MCP-Method': 'x',
      Accept: 'text/html',
      'x-tenant': 't',
    });

    await exchange({ ...endpoint, headers });

    expect(server.arrived[0]?.headers).toMatchObject({
      authorization: 'Bearer a',
      'mcp-method': 'tools/call',
      accept: 'application/json-lines, application/json, text/event-stream',
      'content-type': 'application/json',
      'x-tenant': 't',
    });
    expect(server.arrived[0]?.body).toEqual(CALL.message);
  });

  test('is not sent if the headers cannot be made', async () => {
    const endpoint = await start((response) => response.end());
    const headers = () => Promise.reject(new Error('no token'));

    expect((await exchange({ ...endpoint, headers }, LIST)).error).toEqual(new Error('no token'));
    expect(server.arrived).toEqual([]);
  });
});

describe('the messages', () => {
  test.each([
    ['application/json', JSON.stringify(RESULT), [RESULT]],
    ['', JSON.stringify(RESULT), [RESULT]],
    ['application/json-lines', linesOf(PROGRESS, RESULT), [PROGRESS, RESULT]],
    [
      'text/event-stream',
      `data: ${JSON.stringify(PROGRESS)}\n\ndata: ${JSON.stringify(RESULT)}\n\n`,
      [PROGRESS, RESULT],
    ],
  ])('of "%s" are those of the server, and the response', async (type, body, expected) => {
    const endpoint = await startWith(200, type, body);

    expect(await exchange(endpoint)).toEqual({ status: 200, messages: expected, error: undefined });
  });

  test('exclude responses to other requests and what follows the response', async () => {
    const foreign = [
      { ...RESULT, id: 8 },
      { ...RESULT, id: '7' },
      { ...ERROR, id: 8 },
      { jsonrpc: '2.0', id: 7 },
    ];
    const ask = { jsonrpc: '2.0', id: 7, method: 'elicitation/create', params: {} };
    const endpoint = await startWith(200, 'application/jsonl', linesOf(...foreign, ask, RESULT, PROGRESS, RESULT));

    expect((await exchange(endpoint)).messages).toEqual([ask, RESULT]);
  });

  test('end with an error, with the ID of the request or without one', async () => {
    const anonymous = { jsonrpc: '2.0', error: ERROR.error };
    const endpoint = await start((response, _, number) =>
      response
        .writeHead(200, { 'content-type': 'application/jsonl' })
        .end(linesOf([ERROR, anonymous, { ...anonymous, id: null }][number] ?? RESULT, PROGRESS)),
    );

    expect((await exchange(endpoint)).messages).toEqual([ERROR]);
    expect((await exchange(endpoint)).messages).toEqual([anonymous]);
    expect((await exchange(endpoint)).messages).toEqual([{ ...anonymous, id: null }]);
  });

  test.each([400, 404, 500, 502, 504])('are the JSON-RPC error of a response %i', async (status) => {
    const endpoint = await startWith(status, 'application/json', JSON.stringify({ ...ERROR, id: undefined }));

    expect(await exchange(endpoint)).toEqual({ status, messages: [ERROR], error: undefined });
  });

  test('arrive as the server sends them', async () => {
    let finish = () => {};
    const endpoint = await start((response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl' }).write(linesOf(PROGRESS));
      finish = () => response.end(linesOf(RESULT));
    });
    const { messages } = await post(endpoint, CALL);

    expect((await messages.next()).value).toEqual(PROGRESS);
    finish();
    expect((await messages.next()).value).toEqual(RESULT);
    expect((await messages.next()).done).toBe(true);
  });

  test('of a request that changes nothing are delivered from the first one on', async () => {
    const endpoint = await startWith(200, 'application/jsonl', linesOf(PROGRESS, PROGRESS, RESULT));

    expect((await exchange(endpoint, LIST)).messages).toEqual([PROGRESS, PROGRESS, RESULT]);
  });

  test.each([
    ['a notification', { jsonrpc: '2.0', method: 'notifications/initialized' }],
    ['a response', { jsonrpc: '2.0', id: 3, result: {} }],
  ])('are none for %s', async (_, message) => {
    const endpoint = await start((response, __, number) => response.writeHead(number === 0 ? 202 : 200).end('ignored'));

    expect(await exchange(endpoint, { ...LIST, message })).toEqual({ status: 202, messages: [], error: undefined });
    expect(await exchange(endpoint, { ...CALL, message })).toEqual({ status: 200, messages: [], error: undefined });
  });
});

describe('a response that is not MCP', () => {
  test.each([
    [200, 'text/html', '<h1>Sign in</h1>', 'NotAnMcpResponse', 'HTTP 200 without an MCP response: <h1>Sign in</h1>'],
    [
      200,
      'application/json',
      '{"message":"ok"}',
      'NotAnMcpResponse',
      'HTTP 200 without an MCP response: {"message":"ok"}',
    ],
    [
      202,
      '',
      '',
      'NotAnMcpResponse',
      'HTTP 202 without an MCP response\nThe server accepted the request as a notification',
    ],
    [204, '', '', 'NotAnMcpResponse', 'HTTP 204 without an MCP response'],
    [
      404,
      'text/html',
      '<h1>Not Found</h1>',
      'NotAnMcpResponse',
      'HTTP 404 without an MCP response: <h1>Not Found</h1>',
    ],
    [413, 'application/json', '{"message":"large"}', 'NotAnMcpResponse', 'HTTP 413 without'],
    [400, 'application/json', JSON.stringify({ ...ERROR, id: 8 }), 'NotAnMcpResponse', 'HTTP 400 without'],
    [500, 'text/html', '<h1>Oops</h1>', 'ServerFailed', 'HTTP 500: <h1>Oops</h1>'],
    [504, '', '', 'ServerFailed', 'HTTP 504: no body'],
  ])('%i %s %s is an error for the operator', async (status, type, body, name, message) => {
    const endpoint = await startWith(status, type, body);

    expect((await exchange(endpoint)).error).toMatchObject({
      name,
      actor: 'operator',
      status,
      message: expect.stringContaining(message),
    });
    expect(endpoint.waits).toEqual([]);
  });

  test.each([
    ['nothing', ''],
    ['a notification', JSON.stringify(PROGRESS)],
    ['a response to another request', JSON.stringify({ ...RESULT, id: 8 })],
  ])('is a document with %s', async (_, body) => {
    const endpoint = await startWith(200, 'application/json', body);

    expect((await exchange(endpoint)).error).toMatchObject({
      name: 'NotAnMcpResponse',
      actor: 'operator',
      message: expect.stringMatching(/does not respond to the request. The request may have been carried out/),
    });
    expect((await exchange(endpoint, LIST)).error).toMatchObject({ message: expect.not.stringMatching(/carried out/) });
  });
});

describe('the connection', () => {
  test('is used again when the stream has ended', async () => {
    const endpoint = await start((response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl' }).write(linesOf(PROGRESS, RESULT));
      setTimeout(() => response.end(linesOf(PROGRESS)), 30);
    });

    for (const request of [CALL, LIST, CALL]) {
      const { messages } = await post(endpoint, request);
      for await (const message of messages) if ('result' in message) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }

    expect(server.connections).toBe(1);
  });

  test('is closed if the stream does not end', async () => {
    let isClosed = false;
    const endpoint = await start((response) => {
      response.on('close', () => {
        isClosed = true;
      });
      response.writeHead(200, { 'content-type': 'application/jsonl' }).write(linesOf(RESULT));
    });

    expect((await exchange(endpoint)).messages).toEqual([RESULT]);

    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(isClosed).toBe(true);
  });
});
