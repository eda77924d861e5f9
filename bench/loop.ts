/** What an author waits for: a start of the local stack, the result of an edit, and the next call after a save. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EDITED, SERVER, saveEdited, saveMapped, saveOthers } from './loop/documents.ts';
import { Program } from './loop/program.ts';
import type { Bench } from './support/bench.ts';
import { type Figure, figure } from './support/result.ts';

const STARTS = 5;
const EDITS = 15;
/** Tools in the directory beside the one that is edited. */
const FEW = 10;
const MANY = 1_000;

const START = 'start, warm';
const PROCESSOR = 'start, warm, processor time';
const TRY = 'edit to result, try --watch';
const saved = (tools: number) => `save to next call, ${tools.toLocaleString('en-US')} other tools`;

export const loop: Bench = {
  name: 'loop',
  title: "An author's loop: start, edit, call",
  async measure() {
    const directory = mkdtempSync(join(tmpdir(), 'spillway-bench-loop-'));
    try {
      const starts = await measureStarts(join(directory, 'state'));
      const tried = await measureTry(join(directory, 'try'));
      const few = await measureSaves(directory, FEW);
      const many = await measureSaves(directory, MANY);
      return {
        method: [
          'Times on the wall: other processes on the machine count. Read them with the load of the environment.',
          `${START}: from starting the program of npm start to its ready line, with the examples, their service and their tables; the assembly, the bundles and the compiled code of an earlier start are kept.`,
          `${PROCESSOR}: of the local stack's own process, without those of the service and the functions.`,
          `${TRY}: from writing the file to the printed result, which is recorded; the command runs all the time.`,
          'save to next call: from writing the file to the end of the first call whose result shows it, through the load balancer and the function; calls follow each other without a pause.',
        ],
        figures: [...starts, figure(TRY, 'ms', tried), figure(saved(FEW), 'ms', few), figure(saved(MANY), 'ms', many)],
        pairs: [],
        claims: [
          { claim: 'a warm start takes at most 4 s', of: START, bound: 'at most', limit: 4 },
          { claim: 'an edit shows its result in at most 300 ms', of: TRY, bound: 'at most', limit: 300 },
          { claim: 'the next call after a save takes at most 1 s', of: saved(FEW), bound: 'at most', limit: 1_000 },
        ],
      };
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
};

/** The first start, which is not measured, makes what the others find. */
async function measureStarts(state: string): Promise<readonly Figure[]> {
  const [seconds, processor]: [number[], number[]] = [[], []];
  for (let round = 0; round <= STARTS; round += 1) {
    const begun = performance.now();
    const stack = new Program('bin/spillway-local.cjs', ['--port', '0', '--json', '--state', state]);
    await stack.prints('\n');
    const elapsed = (performance.now() - begun) / 1_000;
    const { processorSeconds } = stack;
    await stack.stop();
    if (round === 0) continue;
    seconds.push(elapsed);
    if (processorSeconds !== undefined) processor.push(processorSeconds);
  }
  return [figure(START, 's', seconds), ...(processor.length > 0 ? [figure(PROCESSOR, 's', processor)] : [])];
}

async function measureTry(directory: string): Promise<readonly number[]> {
  mkdirSync(directory);
  const [file, response] = [join(directory, 'edited.yaml'), join(directory, 'answer.json')];
  writeFileSync(response, JSON.stringify({ body: { items: [{ price: 3 }, { price: 4.5 }] } }));
  saveMapped(directory, 'word-0');
  const words = ['try', '-f', file, '--args', '{"id": 7}', '--response', response, '--watch'];
  const command = new Program('bin/spillway.cjs', words);
  try {
    await command.prints('"word-0"');
    return await rounds(async (word) => {
      saveMapped(directory, word);
      await command.prints(`"${word}"`);
    });
  } finally {
    await command.stop();
  }
}

async function measureSaves(directory: string, others: number): Promise<readonly number[]> {
  const catalog = join(directory, `catalog-${others}`);
  mkdirSync(catalog);
  saveOthers(catalog, others);
  saveEdited(catalog, 'word-0');
  const state = join(directory, `state-${others}`);
  const stack = new Program('bin/spillway.cjs', ['dev', catalog, '--port', '0', '--json', '--state', state]);
  try {
    const { endpoint } = JSON.parse(await stack.prints('\n'));
    await untilCalled(endpoint, 'word-0');
    return await rounds(async (word) => {
      saveEdited(catalog, word);
      await untilCalled(endpoint, word);
    });
  } finally {
    await stack.stop();
  }
}

/** Milliseconds of each round; the first one is not measured. */
async function rounds(act: (word: string) => Promise<void>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round <= EDITS; round += 1) {
    const begun = performance.now();
    await act(`word-${round + 1}`);
    times.push(performance.now() - begun);
    // An editor saves again when its user has typed something.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return times.slice(1);
}

async function untilCalled(endpoint: string, word: string): Promise<void> {
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: EDITED, arguments: {} } };
  for (;;) {
    const response = await fetch(`${endpoint}/mcp/${SERVER}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify(body),
    });
    if ((await response.text()).includes(`"${word}"`)) return;
  }
}
