import type { ToolDocument } from '../../../../lambda/catalog/index.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import type { PreparedTarget } from '../../../../lambda/targets/types.ts';
import { accept } from '../support/questions.ts';
import { type Answer, createTestServer, META, modern, modernHeaders, tool } from '../support/server.ts';

const FILE = { type: 'object', properties: { file: { type: 'string' } }, required: ['file'] };

function callerOf(document: Partial<ToolDocument>, ran: JsonObject[] = []) {
  const run: PreparedTarget = (args) => {
    ran.push(args);
    return { content: [{ type: 'text', text: 'done' }] };
  };
  const server = createTestServer([tool(document)], { run });
  return (params: JsonObject, capabilities: JsonObject = { elicitation: {} }): Promise<Answer> => {
    const _meta = { ...META, 'io.modelcontextprotocol/clientCapabilities': capabilities };
    return server.post(
      modern('tools/call', { name: 'greet', _meta, ...params }),
      modernHeaders('tools/call', { 'mcp-name': 'greet' }),
    );
  };
}

/** Answers the one question that a response asks. */
function answering({ body }: Answer, answer: JsonObject): JsonObject {
  const [key = ''] = Object.keys(body.result.inputRequests);
  return { inputResponses: { [key]: answer }, requestState: body.result.requestState };
}

function question({ body }: Answer): JsonObject {
  const [request] = Object.values<{ params: JsonObject }>(body.result.inputRequests);
  return request?.params ?? {};
}

describe('confirm', () => {
  const document = { input: FILE, confirm: "{% 'Delete ' & $args.file & '?' %}" };
  const args = { arguments: { file: 'a.txt' } };

  it('asks before the target runs, and runs it after a yes', async () => {
    const ran: JsonObject[] = [];
    const call = callerOf(document, ran);
    const first = await call(args);
    expect(question(first)).toMatchObject({ mode: 'form', message: 'Delete a.txt?' });
    expect(ran).toEqual([]);
    const second = await call({ ...args, ...answering(first, accept()) });
    expect(second.body.result.content[0].text).toBe('done');
    expect(ran).toEqual([{ file: 'a.txt' }]);
  });

  it('names the defaults that the target will get', async () => {
    const properties = { ...FILE.properties, days: { type: 'integer', default: 30 } };
    const confirm = "{% 'Keep ' & $args.file & ' for ' & $args.days & ' days?' %}";
    const first = await callerOf({ input: { ...FILE, properties }, confirm })(args);
    expect(question(first).message).toBe('Keep a.txt for 30 days?');
    const asking = callerOf({
      input: { ...FILE, properties },
      ask: { file: "{% 'Which, for ' & $args.days & ' days?' %}" },
    });
    expect(question(await asking({})).message).toBe('Which, for 30 days?');
  });

  it.each([
    ['decline', 'The user declined to run tool'],
    ['cancel', 'The user closed the request to run tool'],
  ])('does not run it after %s', async (action, words) => {
    const ran: JsonObject[] = [];
    const call = callerOf(document, ran);
    const second = await call({ ...args, ...answering(await call(args), { action }) });
    expect(second.body.result).toMatchObject({ isError: true });
    expect(second.body.result.content[0].text).toContain(words);
    expect(ran).toEqual([]);
  });

  it('is no yes to other arguments', async () => {
    const ran: JsonObject[] = [];
    const call = callerOf(document, ran);
    const yes = answering(await call(args), accept());
    const other = await call({ arguments: { file: 'b.txt' }, ...yes });
    expect(other.body.error.code).toBe(-32602);
    expect(ran).toEqual([]);
  });

  it('takes no yes that nobody was asked for', async () => {
    const ran: JsonObject[] = [];
    const call = callerOf(document, ran);
    const [key = ''] = Object.keys((await call(args)).body.result.inputRequests);
    const { body } = await call({ ...args, inputResponses: { [key]: accept() } });
    expect(body.result.resultType).toBe('input_required');
    expect(ran).toEqual([]);
  });

  it('asks again when the answer is none', async () => {
    const call = callerOf(document);
    const second = await call({ ...args, ...answering(await call(args), { yes: true }) });
    expect(second.body.result.resultType).toBe('input_required');
  });

  it('does not ask a client that cannot be asked, nor run the tool for it', async () => {
    const ran: JsonObject[] = [];
    const { status, body } = await callerOf(document, ran)(args, {});
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: -32021, data: { requiredCapabilities: { elicitation: {} } } });
    expect(ran).toEqual([]);
  });

  it('asks nothing about arguments that are wrong', async () => {
    const { body } = await callerOf(document)({ arguments: {} });
    expect(body.result).toMatchObject({ isError: true });
  });
});

describe('ask', () => {
  const input = {
    type: 'object',
    properties: {
      file: { type: 'string' },
      reason: { type: 'string', title: 'Reason', minLength: 3, pattern: '^.' },
      copies: { type: 'integer', minimum: 1 },
    },
    required: ['file', 'reason'],
    additionalProperties: false,
  };
  const document = { input, ask: { reason: "{% 'Why ' & $args.file & '?' %}", copies: 'How many?' } };

  it('asks for what the caller left out, as a form of the properties', async () => {
    const first = await callerOf(document)({ arguments: { file: 'a.txt', copies: 2 } });
    expect(question(first)).toEqual({
      mode: 'form',
      message: 'Why a.txt?',
      requestedSchema: {
        type: 'object',
        properties: { reason: { type: 'string', title: 'Reason', minLength: 3, description: 'Why a.txt?' } },
        required: ['reason'],
      },
    });
  });

  it('asks for what other arguments or conditions of the schema make necessary', async () => {
    const properties = { gift: { type: 'boolean' }, note: { type: 'string' } };
    for (const condition of [{ dependentRequired: { gift: ['note'] } }, { anyOf: [{ required: ['note'] }] }]) {
      const ran: JsonObject[] = [];
      const call = callerOf({ input: { type: 'object', properties, ...condition }, ask: { note: 'What note?' } }, ran);
      const args = { arguments: { gift: true } };
      await call({ ...args, ...answering(await call(args), accept({ note: 'Hi' })) });
      expect(ran).toEqual([{ gift: true, note: 'Hi' }]);
    }
  });

  it('gives the answers to the target as arguments', async () => {
    const ran: JsonObject[] = [];
    const call = callerOf(document, ran);
    const args = { arguments: { file: 'a.txt' } };
    await call({ ...args, ...answering(await call(args), accept({ reason: 'old', copies: 1, file: 'other', x: 1 })) });
    expect(ran).toEqual([{ file: 'a.txt', reason: 'old', copies: 1 }]);
  });

  it('checks the answers like any argument', async () => {
    const ran: JsonObject[] = [];
    const call = callerOf(document, ran);
    const args = { arguments: { file: 'a.txt', copies: 1 } };
    const { body } = await call({ ...args, ...answering(await call(args), accept({ reason: 'x' })) });
    expect(body.result).toMatchObject({ isError: true });
    expect(ran).toEqual([]);
  });

  it('asks nothing of who left nothing out, and nothing when other arguments are wrong', async () => {
    const call = callerOf(document);
    const whole = await call({ arguments: { file: 'a', reason: 'old', copies: 1 } });
    expect(whole.body.result.content[0].text).toBe('done');
    expect((await call({ arguments: { file: 1 } })).body.result.isError).toBe(true);
  });

  it('is settled before confirm, which sees the answers', async () => {
    const ran: JsonObject[] = [];
    const call = callerOf({ ...document, confirm: "{% 'Because ' & $args.reason & '?' %}" }, ran);
    const args = { arguments: { file: 'a.txt', copies: 1 } };
    const second = await call({ ...args, ...answering(await call(args), accept({ reason: 'old' })) });
    expect(question(second).message).toBe('Because old?');
    await call({ ...args, ...answering(second, accept()) });
    expect(ran).toEqual([{ file: 'a.txt', copies: 1, reason: 'old' }]);
  });
});
