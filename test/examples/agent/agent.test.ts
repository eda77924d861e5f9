import { type Question, runAgent, type Step } from '../../../examples/agent/agent.ts';
import { clientOf, partialPart, resultPart, type Tool } from './support/client.ts';

const ROWS = [
  { code: 'AUT', name: 'Austria' },
  { code: 'BEL', name: 'Belgium' },
  { code: 'LIE', name: 'Liechtenstein' },
];
const COUNTRIES: Readonly<Record<string, unknown>> = {
  AUT: { landlocked: true, borders: ['CZE', 'DEU', 'HUN'] },
  BEL: { landlocked: false, borders: ['FRA', 'DEU', 'LUX', 'NLD'] },
  LIE: { landlocked: true, borders: ['AUT', 'CHE'] },
};

const stream: Tool = async function* () {
  yield* ROWS.map((row, seq) => partialPart(seq, row));
  yield resultPart(ROWS);
};
const lookUp: Tool = async function* ({ code }) {
  yield resultPart(COUNTRIES[String(code)]);
};
const neighbours: Tool = async function* () {
  yield resultPart(['Czechia', 'Germany', 'Hungary']);
};
const TOOLS = { stream_countries: stream, get_country: lookUp, list_neighbours: neighbours };

const question = (way: Question['way']): Question => ({ region: 'Europe', pauseMs: 0, way });

async function stepsOf(steps: AsyncIterable<Step>): Promise<readonly Step[]> {
  const all: Step[] = [];
  for await (const step of steps) all.push(step);
  return all;
}

test.each(['streamed', 'buffered'] as const)('answers with the calls of an agent that is %s', async (way) => {
  const { client, seen } = clientOf(TOOLS);

  const steps = await stepsOf(runAgent(client, question(way)));

  expect(steps.at(-1)).toEqual({
    type: 'answer',
    text: 'Austria, with 3 neighbours: Czechia, Germany, Hungary',
  });
  expect(seen.map(({ tool, args }) => [tool, args])).toEqual([
    ['stream_countries', { region: 'Europe', pauseMs: 0 }],
    ['get_country', { code: 'AUT' }],
    ['get_country', { code: 'BEL' }],
    ['get_country', { code: 'LIE' }],
    ['list_neighbours', { code: 'AUT' }],
  ]);
});

test('looks up a row before the next one is there', async () => {
  const second = Promise.withResolvers<void>();
  const { client, seen } = clientOf({
    ...TOOLS,
    stream_countries: async function* () {
      yield partialPart(0, ROWS[0]);
      await second.promise;
      yield resultPart(ROWS);
    },
  });
  const steps = runAgent(client, question('streamed'));

  const first = [(await steps.next()).value, (await steps.next()).value];

  expect(first).toEqual([
    { type: 'row', row: ROWS[0] },
    { type: 'finding', finding: { name: 'Austria', hasCoast: false, neighbours: 3 } },
  ]);
  expect(seen.map(({ tool }) => tool)).toEqual(['stream_countries', 'get_country']);
  second.resolve();
  expect((await stepsOf(steps)).filter(({ type }) => type === 'row')).toHaveLength(2);
});

test('waits for the result when it is buffered', async () => {
  const { client } = clientOf(TOOLS);

  const types = (await stepsOf(runAgent(client, question('buffered')))).map(({ type }) => type);

  expect(types).toEqual(['complete', 'row', 'finding', 'row', 'finding', 'row', 'finding', 'answer']);
});

test('reads the rows of the result from a server that sends none before', async () => {
  const { client } = clientOf({
    ...TOOLS,
    stream_countries: async function* () {
      yield { type: 'progress', progress: 1 };
      yield resultPart(ROWS);
    },
  });

  const steps = await stepsOf(runAgent(client, question('streamed')));

  expect(steps.flatMap((step) => (step.type === 'row' ? [step.row.name] : []))).toEqual([
    'Austria',
    'Belgium',
    'Liechtenstein',
  ]);
});

test('answers that no country is without a coast', async () => {
  const { client } = clientOf({
    ...TOOLS,
    get_country: async function* () {
      yield resultPart({ landlocked: false, borders: [] });
    },
  });

  const steps = await stepsOf(runAgent(client, question('streamed')));

  expect(steps.at(-1)).toEqual({ type: 'answer', text: 'Every country of Europe has a coast' });
});

test.each(['streamed', 'buffered'] as const)('fails with the words of the tool, %s', async (way) => {
  const { client } = clientOf({
    stream_countries: async function* () {
      yield { type: 'result', result: { content: [{ type: 'text', text: 'region: must be Europe' }], isError: true } };
    },
  });

  await expect(stepsOf(runAgent(client, question(way)))).rejects.toMatchObject({
    name: 'ToolFailed',
    message: 'region: must be Europe',
  });
});

test.each([
  ['a row without a code', { stream_countries: [{ name: 'Austria' }] }, /A row is \{"name":"Austria"\}/],
  ['a country without borders', { stream_countries: ROWS, get_country: { landlocked: true } }, /get_country returned/],
])('says what is wrong with %s', async (_, values, message) => {
  const tools = Object.entries(values).map(([name, value]): [string, Tool] => [
    name,
    async function* () {
      yield resultPart(value);
    },
  ]);
  const { client } = clientOf(Object.fromEntries(tools));

  await expect(stepsOf(runAgent(client, question('streamed')))).rejects.toThrow(message);
});
