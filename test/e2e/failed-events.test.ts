import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { refusal, startProxy, type TableProxy } from '../lambda/targets/dynamodb/proxy.ts';
import { temporaryDirectory } from './support/directories.ts';
import { modern, modernCall, modernMeta, postJson, withBody, withHeaders } from './support/requests.ts';
import { startTestStack } from './support/stack.ts';

const DOCUMENT = `
kind: Tool
server: depot
name: count
description: Counts what is there.
input: { type: object }
task: required
target: { type: static, text: "42 boxes" }
`;

describe('an event of a task that the worker cannot handle', () => {
  let proxy: TableProxy;
  let documents: Awaited<ReturnType<typeof temporaryDirectory>>;
  let stack: Awaited<ReturnType<typeof startTestStack>>;
  const lines: string[] = [];

  beforeAll(async () => {
    documents = await temporaryDirectory();
    await writeFile(join(documents.path, 'count.yaml'), DOCUMENT);
    stack = await startTestStack({
      catalog: [documents.path],
      log: (line) => lines.push(line),
      tableEndpointForFunctions: async (endpoint) => {
        proxy = await startProxy(endpoint);
        return proxy.origin;
      },
    });
  });
  afterAll(async () => {
    await stack.stop();
    await proxy.close();
    await documents.remove();
  });

  /** Posts a request of a client that knows tasks; resolves with the result. */
  async function send(method: string, params: JsonObject): Promise<JsonObject> {
    const request = method === 'tools/call' ? modernCall(String(params.name)) : modern(method, params);
    const named = withHeaders(request, { 'mcp-name': String(params.taskId ?? params.name) });
    const clientCapabilities = { extensions: { 'io.modelcontextprotocol/tasks': {} } };
    const _meta = { ...modernMeta, 'io.modelcontextprotocol/clientCapabilities': clientCapabilities };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } });
    const { json } = await postJson(`${stack.endpoint}/mcp/depot`, withBody(named, body));
    if (!isJsonObject(json.result)) throw new Error(JSON.stringify(json));
    return json.result;
  }

  /** The records of the local stack, once there is one. */
  async function records(): Promise<readonly { queueArn: string; record: JsonObject }[]> {
    const file = join(stack.directory, '.spillway', 'failed-events.jsonl');
    for (;;) {
      const text = await readFile(file, 'utf8').catch(() => '');
      if (text.endsWith('\n'))
        return text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
      await setTimeout(100);
    }
  }

  test('is kept with the reason, and completes the task when an operator sends it again', async () => {
    // Only the worker reads the task; the call that creates it writes.
    proxy.intercept = async ({ operation, body }) =>
      operation === 'GetItem' && JSON.stringify(body.Key).includes('"K#')
        ? refusal('AccessDeniedException', 'not authorized to perform: dynamodb:GetItem')
        : undefined;
    const { taskId } = await send('tools/call', { name: 'count' });

    const [kept, ...others] = await records();

    expect(others).toEqual([]);
    expect(kept?.queueArn).toMatch(/^arn:aws:sqs:.*FunctionsWorkerFailedEventsQueue/);
    expect(kept?.record).toMatchObject({
      version: '1.0',
      requestContext: {
        functionArn: expect.stringMatching(/^arn:aws:lambda:.*FunctionsWorkerFunction.*:live$/),
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { taskId, round: 1 },
      responsePayload: { errorMessage: 'the state table cannot be used: GetItem was refused: AccessDeniedException' },
    });
    expect(lines).toContainEqual(expect.stringMatching(/^worker: event .* failed: .*no retry is left; its record/));

    proxy.intercept = () => undefined;
    await sendAgain(kept?.record ?? {});
    let task = await send('tasks/get', { taskId: String(taskId) });
    while (task.status === 'working') {
      await setTimeout(100);
      task = await send('tasks/get', { taskId: String(taskId) });
    }
    expect(task).toMatchObject({ status: 'completed', result: { content: [{ text: '42 boxes' }] } });
  });

  /** Does what docs/troubleshooting.md says. */
  async function sendAgain({ requestContext, requestPayload }: JsonObject): Promise<void> {
    const { lambdaEndpoint } = JSON.parse(await readFile(join(stack.directory, '.spillway', 'local.json'), 'utf8'));
    const { region, credentials } = stack;
    const lambda = new LambdaClient({ endpoint: lambdaEndpoint, region, credentials });
    const FunctionName = isJsonObject(requestContext) ? String(requestContext.functionArn) : '';
    await lambda.send(
      new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(requestPayload) }),
    );
    lambda.destroy();
  }
});
