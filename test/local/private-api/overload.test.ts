import { gatewayResponses } from '../../../lib/constructs/private-api/gateway-responses.ts';
import { type LocalStack, startLocalStack } from '../../../local/index.ts';
import { writeAssembly } from '../support/assembly.ts';
import { scratch } from '../support/scratch.ts';

/** Responds after a time, with the ID of its process; or fails before its first byte. */
const STREAM = `
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const { ms, end } = JSON.parse(event.body);
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (end === 'throw') throw new Error('no');
    if (end === 'raw') { stream.write('no metadata'); stream.end(); return; }
    const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200 });
    out.write('x');
    out.end();
  });`;

const directory = scratch();
const lines: string[] = [];
let stack: LocalStack;

beforeAll(async () => {
  const assembly = writeAssembly(directory, {
    stream: STREAM,
    change(resources) {
      // The gateway responses of a deployed stage.
      delete resources.Failed;
      for (const { type, statusCode, responseHeaders = {}, templates } of gatewayResponses) {
        if (type.responseType === 'MISSING_AUTHENTICATION_TOKEN') continue;
        resources[`Response${type.responseType}`] = {
          Type: 'AWS::ApiGateway::GatewayResponse',
          Properties: {
            RestApiId: { Ref: 'Api' },
            ResponseType: type.responseType,
            ...(statusCode === undefined ? {} : { StatusCode: statusCode }),
            ResponseParameters: Object.fromEntries(
              Object.entries(responseHeaders).map(([name, value]) => [`gatewayresponse.header.${name}`, value]),
            ),
            ResponseTemplates: templates,
          },
        };
      }
      const { Integration = {} } = resources.Post?.Properties ?? {};
      Object.assign(Integration as object, { TimeoutInMillis: 10_000 });
      Object.assign(resources.FunctionsStreamFunction01234567?.Properties ?? {}, { Timeout: 10 });
      Object.assign(resources.Balancer?.Properties ?? {}, { LoadBalancerAttributes: [] });
    },
  });
  const stateDirectory = directory.inside('state');
  stack = await startLocalStack({ port: 0, assembly, catalog: [], stateDirectory, log: (line) => lines.push(line) });
});

afterAll(async () => {
  await stack.stop();
  directory.remove();
});

const call = (ms: number, end = '') =>
  fetch(`${stack.endpoint}/stream/x`, { method: 'POST', body: JSON.stringify({ ms, end }) });

/** What an MCP client needs to know of an overloaded server. */
async function expectOverload(response: Response): Promise<void> {
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await response.json()).toEqual({
    jsonrpc: '2.0',
    error: { code: -32603, message: expect.stringContaining('check before you call again') },
  });
}

test('a call waits a second for a busy function, then is refused as overload; the log names the limit', async () => {
  const busy = [call(2_500), call(2_500)];
  await new Promise((resolve) => setTimeout(resolve, 500));
  const start = performance.now();

  const refused = await call(0);

  expect(performance.now() - start).toBeGreaterThan(900);
  await expectOverload(refused);
  expect(lines).toContainEqual('stream: 503, throttled, all processes were busy for 1 s: its reservedConcurrency is 2');
  expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([200, 200]);
});

/** Headers of a call that come to about so many bytes together. */
const withHeaderBytes = (bytes: number) =>
  fetch(`${stack.endpoint}/stream/x`, {
    method: 'POST',
    body: JSON.stringify({ ms: 0 }),
    headers: { authorization: `Bearer ${'a'.repeat(bytes)}` },
  });

test('headers above the quota of private APIs are refused, and the response names the quota', async () => {
  const refused = await withHeaderBytes(7900);

  expect(refused.status).toBe(431);
  expect(await refused.json()).toEqual({
    jsonrpc: '2.0',
    error: {
      code: -32600,
      message: expect.stringContaining('at most 8000 bytes of headers: check the size of the token'),
    },
  });
  expect((await withHeaderBytes(7000)).status).toBe(200);
});

test('a call that waits less than a second is served', async () => {
  const statuses = (await Promise.all([call(300), call(300), call(0)])).map(({ status }) => status);

  expect(statuses).toEqual([200, 200, 200]);
});

test.each(['throw', 'raw'])('a function that fails before its first byte (%s) may have done its work', async (end) => {
  await expectOverload(await call(0, end));
});
