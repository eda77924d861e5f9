import type { JsonObject } from '../../../../lambda/json.ts';
import type { PreparedTarget } from '../../../../lambda/targets/types.ts';
import { readRevision } from '../../../support/mcp-schemas.ts';
import { createTestServer, legacy, modern, modernHeaders, type TestServer, tool } from '../support/server.ts';

const CAPABILITIES = { elicitation: {}, sampling: {} };

/** Returns the parameters of the question of a target that a client of a revision receives. */
function questionAs(version: string, method: string, params: JsonObject): Promise<JsonObject> {
  const run: PreparedTarget = async function* () {
    yield { type: 'input_required', inputRequests: { q: { method, params } } };
  };
  return questionOf(createTestServer([tool()], { run }), version, method);
}

async function questionOf(server: TestServer, version: string, method: string): Promise<JsonObject> {
  const opening = { protocolVersion: version, capabilities: CAPABILITIES, clientInfo: { name: 'a', version: '1' } };
  const session = (await server.post(legacy('initialize', opening))).headers['mcp-session-id'] ?? '';
  const headers = { 'mcp-protocol-version': version, 'mcp-session-id': session };
  const answer = await server.post(legacy('tools/call', { name: 'greet' }), headers);
  for await (const frame of answer.frames ?? []) {
    const question = JSON.parse(frame.replace('event: message\ndata: ', ''));
    const definition = method === 'elicitation/create' ? 'ElicitRequest' : 'CreateMessageRequest';
    expect(readRevision(version).faultsOf(definition, question)).toEqual([]);
    return question.params;
  }
  throw new Error(`no question: ${answer.text}`);
}

const FORM = {
  mode: 'form',
  message: 'Which?',
  requestedSchema: {
    type: 'object',
    properties: {
      size: { type: 'string', oneOf: [{ const: 's', title: 'Small' }, { const: 'l' }], default: 's' },
      count: { type: 'integer', default: 1 },
      sure: { type: 'boolean', default: true },
    },
  },
};

test('a form has choices and defaults as the revision defines them', async () => {
  const { requestedSchema } = await questionAs('2025-06-18', 'elicitation/create', FORM);
  const newer = await questionAs('2025-11-25', 'elicitation/create', {
    ...FORM,
    requestedSchema: { type: 'object', properties: { count: { type: 'integer', default: 1 } } },
  });

  expect(requestedSchema).toEqual({
    type: 'object',
    properties: {
      size: { type: 'string', enum: ['s', 'l'], enumNames: ['Small', 'l'] },
      count: { type: 'integer' },
      sure: { type: 'boolean', default: true },
    },
  });
  expect(newer.requestedSchema).toEqual({ type: 'object', properties: { count: { type: 'integer', default: 1 } } });
});

test('a choice of several values goes to no client that lacks it; the agent reads why', async () => {
  const items = { type: 'string', enum: ['a', 'b'] };
  const form = { ...FORM, requestedSchema: { type: 'object', properties: { sizes: { type: 'array', items } } } };

  expect((await questionAs('2025-11-25', 'elicitation/create', form)).requestedSchema).toEqual(form.requestedSchema);
  await expect(questionAs('2025-06-18', 'elicitation/create', form)).rejects.toThrow(
    /choose several values \(sizes\), which requires a client of MCP 2025-11-25/,
  );
});

test('several blocks of a message to the model are several messages before 2025-11-25', async () => {
  const blocks = [
    { type: 'text', text: 'a' },
    { type: 'audio', data: 'aGk=', mimeType: 'audio/wav' },
  ];
  const params = { messages: [{ role: 'user', content: blocks }], maxTokens: 10 };

  expect((await questionAs('2025-11-25', 'sampling/createMessage', params)).messages).toEqual(params.messages);
  expect((await questionAs('2025-06-18', 'sampling/createMessage', params)).messages).toEqual(
    blocks.map((content) => ({ role: 'user', content })),
  );
  const [, audio] = (await questionAs('2024-11-05', 'sampling/createMessage', params))
    .messages as readonly JsonObject[];
  expect(audio).toMatchObject({ role: 'user', content: { type: 'text' } });
});

describe('the form of a document', () => {
  const property = (keywords: JsonObject) => ({ type: 'string', description: 'A size.', ...keywords });
  /** The field of the form for a property of the input, by the revision of the client. */
  async function fieldFor(version: string, keywords: JsonObject): Promise<JsonObject> {
    const input = { type: 'object', properties: { size: property(keywords) } };
    const server = createTestServer([tool({ input, ask: { size: 'Which?' } })]);
    if (version !== '2026-07-28') {
      const { requestedSchema } = await questionOf(server, version, 'elicitation/create');
      return fieldIn(requestedSchema);
    }
    const meta = {
      'io.modelcontextprotocol/protocolVersion': version,
      'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
    };
    const asked = modern('tools/call', { name: 'greet', _meta: meta });
    const { body } = await server.post(asked, modernHeaders('tools/call', { 'mcp-name': 'greet' }));
    const question = body.result.inputRequests['spillway/ask'];
    expect(readRevision(version).faultsOf('ElicitRequest', question)).toEqual([]);
    return fieldIn(question.params.requestedSchema);
  }

  const fieldIn = (schema: unknown) => (schema as { properties: { size: JsonObject } }).properties.size;
  const titled = property({
    oneOf: [
      { const: 's', title: 'Small' },
      { const: 'l', title: 'l' },
    ],
  });

  test.each([
    ['2026-07-28', titled],
    ['2025-11-25', titled],
    ['2025-06-18', property({ enum: ['s', 'l'], enumNames: ['Small', 'l'] })],
  ])('has choices with titles, also those that have none: %s', async (version, field) => {
    const oneOf = [
      { const: 's', title: 'Small' },
      { const: 'l', description: 'For two.' },
    ];
    expect(await fieldFor(version, { oneOf })).toEqual(field);
  });

  test.each(['2026-07-28', '2025-11-25', '2025-06-18'])('has no choices for other schemas: %s', async (version) => {
    expect(await fieldFor(version, { oneOf: [{ pattern: '^[0-9]+$' }, { maxLength: 1 }] })).toEqual(property({}));
  });
});
