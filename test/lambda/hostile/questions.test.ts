import fc from 'fast-check';
import { isJsonObject, type Json } from '../../../lambda/json.ts';
import { RAN } from './support/catalog.ts';
import { openHouse } from './support/deployment.ts';
import { jsonText } from './support/json-text.ts';
import { judge } from './support/judge.ts';
import { type Call, headersOf, posted, rightCall } from './support/requests.ts';

/** A tool that asks first never runs without a real yes, whatever comes in its place. */

const RUNS = 800;
const house = await openHouse();

const answer = fc.oneof(
  jsonText,
  fc.constantFrom('"accept"', 'true', '{"action":"accept"}', '{"action":"accept","content":{"size":"s"}}'),
  fc.constantFrom(
    '{"action":["accept"]}',
    '{"action":"ACCEPT"}',
    '{"__proto__":{"action":"accept"}}',
    '{"action":"decline"}',
  ),
);
const key = fc.constantFrom('spillway/confirm', 'spillway/ask', '__proto__', 'confirm', 'constructor');
const responses = fc.oneof(
  jsonText,
  fc
    .array(fc.tuple(key, answer), { maxLength: 4 })
    .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`),
);

function saysYes(text: string, own: string): boolean {
  const given: Json = JSON.parse(text);
  if (!isJsonObject(given) || !Object.hasOwn(given, own)) return false;
  const said = given[own];
  return isJsonObject(said) && Object.hasOwn(said, 'action') && said.action === 'accept';
}

/** Sends a call with answers as they are written, and tells whether the tool ran. */
async function runs(call: Call, state: string | undefined, inputResponses: string): Promise<boolean> {
  const right = String(rightCall(call).body);
  const more = `"inputResponses":${inputResponses}${state === undefined ? '' : `,"requestState":${JSON.stringify(state)}`}`;
  const body = right.replace('"params":{', () => `"params":{${more},`);
  const before = house.state.started.length;
  const sent = posted('api', headersOf(call, true), body);
  const answered = await house.send(sent);
  judge(sent, answered);
  return answered.text.includes(RAN) || house.state.started.length > before;
}

async function stateOf(call: Call): Promise<string> {
  const text = (await house.send(rightCall(call))).text;
  return JSON.parse(text).result.requestState;
}

const call = (name: string, args: Record<string, string>): Call => ({
  method: 'tools/call',
  params: { name, arguments: args },
});

describe.each([
  ['confirmed', call('confirmed', { id: 'a' })],
  ['job, which runs as a task,', call('job', { id: 'a' })],
])('%s', (_name, asked) => {
  test('runs with the yes that its state is for, and with nothing else', async () => {
    const property = fc.asyncProperty(responses, async (given) => {
      // A state of its own: each runs the tool once.
      expect(await runs(asked, await stateOf(asked), given)).toBe(saysYes(given, 'spillway/confirm'));
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  test('does not run with a yes to what was not asked', async () => {
    const property = fc.asyncProperty(responses, async (given) => {
      expect(await runs(asked, undefined, given)).toBe(false);
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

test('a tool that asks for an argument runs with one that its schema takes, and with no other', async () => {
  const asked = call('asked', {});
  const state = await stateOf(asked);
  const property = fc.asyncProperty(responses, async (given) => {
    const ran = await runs(asked, state, given);
    if (ran) expect(['s', 'm']).toContain(JSON.parse(given)['spillway/ask'].content.size);
  });
  await fc.assert(property, { numRuns: RUNS });
});

test('a tool that asks and confirms does not run after the first of its questions', async () => {
  const asked = call('both', {});
  const state = await stateOf(asked);
  const property = fc.asyncProperty(responses, async (given) => {
    expect(await runs(asked, state, given)).toBe(false);
  });
  await fc.assert(property, { numRuns: RUNS });
});
