/** Time until an agent has a usable result, streamed and buffered, and the latency of the first row on its way to the client. */
import { Agent, STREAMED, type Way } from './first-result/agent.ts';
import { LINES_TOOL, PAGED_TOOLS } from './first-result/catalog.ts';
import { cutName, firstRowFigures, loopFigures, more } from './first-result/figures.ts';
import { type FirstRowCase, type FirstRowPath, measureFirstRows, type Receive } from './first-result/first-row.ts';
import { type FunctionAlone, openPipe, openStreamFunction } from './first-result/function-alone.ts';
import { LINES, type LinesUpstream, startLines } from './first-result/lines.ts';
import { type Load, measureLoops } from './first-result/reads.ts';
import { CUSTOMER, PAGE_ROWS, ROWS } from './first-result/rows.ts';
import { type BenchStack, startStack } from './first-result/stack.ts';
import { startTableProxy, type TableProxy } from './first-result/table-proxy.ts';
import { verify } from './first-result/verify.ts';
import type { Bench } from './support/bench.ts';
import { type Claim, type Figure, type Pair, ratio } from './support/result.ts';

/** Milliseconds of delay for each query, as with a table under load or in a distant Region. */
const QUERY_MS = 50;
/** The delay for first-row measurements: long enough that the agent is idle again. */
const IDLE_MS = 3;

const ONE_READ: Load = { tools: 1, pages: 20 };
const LOADS: readonly (Load & { readonly runs: number })[] = [
  { tools: 1, pages: 1, runs: 20 },
  { tools: 1, pages: 2, runs: 20 },
  { tools: 1, pages: 5, runs: 20 },
  { ...ONE_READ, runs: 15 },
  { tools: 3, pages: 20, runs: 5 },
  { tools: 10, pages: 20, runs: 2 },
];

const throughStack = (path: string, way: Way) => `first row, ${path}, ${way}`;
const functionAlone = (path: string) => `first row, ${path}, function alone`;
const BARE = 'first row, lines, bare function alone';
const FIRST_ROWS = ['lines', 'pages'] as const;

export const firstResult: Bench = {
  name: 'first-result',
  title: 'Time to the first usable result through the local stack',
  async measure() {
    const lines = await startLines();
    const proxy = await startTableProxy();
    const stack = await startStack(lines.origin, proxy.origin);
    const agent = new Agent(stack.url);
    try {
      proxy.table = stack.tableEndpoint;
      await verifyAll(agent);
      const figures = [
        ...(await firstRowsThroughStack(agent, lines, proxy)),
        ...(await firstRowsAlone(stack, lines, proxy)),
      ];
      proxy.delayMs = QUERY_MS;
      for (const { runs, ...load } of LOADS) figures.push(...loopFigures(load, await measureLoops(agent, load, runs)));
      return {
        method: [
          `Everything runs as with npm start: load balancer, private API and Runtime API in one process, each function in its own, over loopback. The agent, the upstream of lines and a proxy in front of the embedded table are in this process. The figures depend on the machine; the cut hardly does.`,
          `A tool is a dynamodb Query with stream: pages, ${PAGE_ROWS} rows a page; the proxy adds ${QUERY_MS} ms to each Query. Before the measurement, one response in each encoding is verified: every row, seq without a gap, a complete final result.`,
          'An agent loop calls N tools in turn. It calls the next tool as soon as it has a usable result of the previous one: streamed, the first partial result (it continues to read the earlier response meanwhile); buffered, the whole response to a call without opt-in.',
          "first result is the time from the start of the loop until the last tool's first partial result is complete: the agent then has a result of each tool. end is the time until every response is complete.",
          'cut is 1 - first result streamed / end buffered, for each run. A read of one page has no partial result: its first result is its end.',
          'Two agents run at the same time, one buffered and one streamed (SSE, then JSON-lines). A streamed run before each load starts the processes and is not counted. p95 uses the nearest rank: the second largest of 20 runs, the largest of fewer.',
          'first row is the time from just before the upstream writes its first row, or the proxy writes the first page, until the client has the complete first partial result. Both use the clock of this process. Warm, after 500 calls, 3 rounds of 100 calls, one percentile per round; what is compared alternates with each call. The only delays are those that separate headers, first row and the rest.',
          'function alone is the same function, invoked and read through the Runtime API in this process, without load balancer and private API. bare function alone forwards the bytes of the lines unchanged: the cost of Node.js and the Runtime API without Spillway.',
        ],
        figures,
        pairs: [
          ...STREAMED.map((way) => more(throughStack('lines', way), functionAlone('lines'))),
          more(functionAlone('lines'), BARE),
          ...FIRST_ROWS.map(relayed),
          ...STREAMED.map((way) => more(throughStack('pages', way), functionAlone('pages'))),
        ],
        claims: claims(),
      };
    } finally {
      agent.close();
      await stack.stop();
      lines.close();
      proxy.close();
    }
  },
};

function claims(): readonly Claim[] {
  return [
    ...STREAMED.map((way): Claim => {
      return { claim: `93 % sooner, ${way}`, of: cutName(ONE_READ, way), bound: 'at least', limit: 93 };
    }),
    ...FIRST_ROWS.map((path): Claim => {
      const claim = `a first row of ${path} takes at most 1.5 times a bare relay`;
      return { claim, of: relayed(path).name, bound: 'at most', limit: 1.5 };
    }),
  ];
}

/** The first row of a function alone, by the cost of Node.js and the Runtime API without Spillway. */
function relayed(path: string): Pair {
  return ratio(`${functionAlone(path)}, p50`, `${BARE}, p50`);
}

async function verifyAll(agent: Agent): Promise<void> {
  for (const way of ['buffered', ...STREAMED] as const) {
    const args = { customer: CUSTOMER, limit: ROWS.length };
    for (const name of PAGED_TOOLS) verify((await agent.call(name, args, way).end).text, way, ROWS);
    verify((await agent.call(LINES_TOOL, {}, way).end).text, way, LINES);
  }
}

function pathsOf(lines: LinesUpstream, proxy: TableProxy): readonly FirstRowPath[] {
  const [tool = ''] = PAGED_TOOLS;
  const args = { customer: CUSTOMER, limit: 2 * PAGE_ROWS };
  return [
    { name: 'lines', tool: LINES_TOOL, args: {}, writtenAt: () => lines.firstRowAt },
    { name: 'pages', tool, args, writtenAt: () => proxy.firstPageAt },
  ];
}

async function firstRowsThroughStack(agent: Agent, lines: LinesUpstream, proxy: TableProxy): Promise<Figure[]> {
  proxy.delayMs = IDLE_MS;
  const receive: Receive = async ({ tool, args }, way) => {
    const call = agent.call(tool, args, way);
    const receivedAt = await call.first;
    await call.end;
    return receivedAt;
  };
  return measured(
    pathsOf(lines, proxy).flatMap((path) =>
      STREAMED.map((way) => ({ name: throughStack(path.name, way), path, way, receive })),
    ),
  );
}

async function firstRowsAlone(stack: BenchStack, lines: LinesUpstream, proxy: TableProxy): Promise<Figure[]> {
  const paths = pathsOf(lines, proxy);
  const { table, credentials } = stack;
  const tables = { table, endpoint: proxy.origin, credentials };
  const [linesPath] = paths;
  if (linesPath === undefined) throw new Error('unreachable: there is a path of lines');
  const functions = [
    ...paths.map((path) => ({ name: functionAlone(path.name), path, open: () => openStreamFunction(tables) })),
    { name: BARE, path: linesPath, open: () => openPipe(lines.origin) },
  ];
  const opened: FunctionAlone[] = [];
  try {
    const cases: FirstRowCase[] = [];
    for (const { name, path, open } of functions) {
      const alone = await open();
      opened.push(alone);
      cases.push({ name, path, way: 'JSON-lines', receive: alone.receive });
    }
    return await measured(cases);
  } finally {
    await Promise.all(opened.map((alone) => alone.stop()));
  }
}

async function measured(cases: readonly FirstRowCase[]): Promise<Figure[]> {
  const rounds = await measureFirstRows(cases);
  return [...rounds].flatMap(([name, rows]) => firstRowFigures(name, rows));
}
