import type { JsonObject } from '../../../../lambda/json.ts';
import type { PreparedTarget } from '../../../../lambda/targets/types.ts';
import { readRevision } from '../../../support/mcp-schemas.ts';
import { createTestServer, legacy, tool } from '../support/server.ts';

const CAPABILITIES = { elicitation: {}, sampling: {} };

/** Returns the parameters of the question that a client of a revision receives. */
async function questionAs(version: string, method: string, params: JsonObject): Promise<JsonObject> {
  const run: PreparedTarget = async function* () {
    yield { type: 'input_required', inputRequests: { q: { method, params } } };
  };
  const server = createTestServer([tool()], { run });
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
