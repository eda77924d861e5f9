import { existsSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../../local/index.ts';
import { withFaults } from '../../../local/private-api/faults.ts';
import { writeAssembly } from '../support/assembly.ts';
import { scratch } from '../support/scratch.ts';

/**
 * Writes each chunk of the request's body, then creates the file `wrote-N` and waits for the file `go-N`. Without chunks, it writes only
 * the metadata.
 */
const STREAM = `
  import { existsSync, writeFileSync } from 'node:fs';
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  export const handler = awslambda.streamifyResponse(async (event, stream) => {
    const { directory, chunks, headers } = JSON.parse(event.body);
    const out = awslambda.HttpResponseStream.from(stream, { statusCode: 202, headers });
    out.write('');
    for (const [index, chunk] of chunks.entries()) {
      out.write(chunk);
      writeFileSync(directory + '/wrote-' + index, '');
      while (!existsSync(directory + '/go-' + index)) await sleep(5);
    }
    out.end();
  });`;

let directory: ReturnType<typeof scratch>;
let stack: LocalStack | undefined;

async function start(faults: LocalStackOptions['faults']): Promise<void> {
  directory = scratch();
  const assembly = writeAssembly(directory, {
    stream: STREAM,
    change(resources) {
      Object.assign((resources.Post?.Properties.Integration ?? {}) as object, { TimeoutInMillis: 60_000 });
      Object.assign(resources.FunctionsStreamFunction01234567?.Properties ?? {}, { Timeout: 60 });
      Object.assign(resources.Balancer?.Properties ?? {}, { LoadBalancerAttributes: [] });
    },
  });
  stack = await startLocalStack({
    port: 0,
    assembly,
    catalog: [],
    stateDirectory: directory.inside('state'),
    ...(faults && { faults }),
  });
}

afterEach(async () => {
  await stack?.stop();
  stack = undefined;
  directory?.remove();
});

/** Sends chunks, and collects what arrives. */
async function send(chunks: readonly string[], headers: Record<string, string> = {}) {
  const leave = new AbortController();
  const body = JSON.stringify({ directory: directory.inside('.'), chunks, headers });
  const response = await fetch(`${stack?.endpoint}/stream/x`, { method: 'POST', body, signal: leave.signal });
  const state = { text: '', isOver: false };
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) state.text += decoder.decode(chunk);
    state.isOver = true;
  })().catch(() => undefined);
  return { response, state, reading, leave };
}

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const wrote = (index: number) => until(() => existsSync(directory.inside(`wrote-${index}`)));
const go = (index: number) => writeFileSync(directory.inside(`go-${index}`), '');

/** A whole call on the same path: what was sent before it and is not held has arrived after it. */
async function settled(): Promise<void> {
  const other = await send([], { 'content-length': '0' });
  await other.reading;
}

describe('holdsSmallChunks', () => {
  test('a small chunk arrives with the next write, and the last one with the end', async () => {
    await start({ holdsSmallChunks: true });
    const { state, reading } = await send(['one', 'two']);

    await wrote(0);
    await settled();
    expect(state.text).toBe('');

    go(0);
    await until(() => state.text !== '');
    await settled();
    expect(state.text).toBe('one');

    go(1);
    await reading;
    expect(state).toEqual({ text: 'onetwo', isOver: true });
  });

  test('a chunk of 15 KB is sent at once, after the one before it', async () => {
    const payload = new PassThrough();
    const sizes: number[] = [];
    withFaults(payload, { holdsSmallChunks: true }).on('data', (chunk) => sizes.push(chunk.length));

    payload.write('one');
    payload.write('x'.repeat(15_000));
    await until(() => sizes.length === 2);
    expect(sizes).toEqual([3, 15_000]);

    payload.write('x'.repeat(14_999));
    payload.write('two');
    await until(() => sizes.length === 3);
    expect(sizes).toEqual([3, 15_000, 14_999]);
    payload.destroy();
  });

  test('an error of the payload reaches the reader', async () => {
    const payload = new PassThrough();
    const received = withFaults(payload, { holdsSmallChunks: true, neverEndsEmpty: true });

    payload.destroy(new Error('cut'));

    await expect(received[Symbol.asyncIterator]().next()).rejects.toThrow('cut');
  });
});

describe('neverEndsEmpty', () => {
  test('a response without payload does not end, and one with payload does', async () => {
    await start({ neverEndsEmpty: true });
    go(0);

    const empty = await send([]);
    const full = await send(['x']);
    await full.reading;

    expect(full.state).toEqual({ text: 'x', isOver: true });
    expect([empty.response.status, empty.state.isOver]).toEqual([202, false]);
    empty.leave.abort();
  });

  test('an announced length of zero ends it for the client, and the connection serves the next request', async () => {
    await start({ neverEndsEmpty: true });

    for (let count = 0; count < 3; count += 1) {
      const { response, state, reading } = await send([], { 'content-length': '0' });
      await reading;
      expect([response.headers.get('content-length'), state.isOver]).toEqual(['0', true]);
    }
  });

  test('unless the header is renamed', async () => {
    await start({ neverEndsEmpty: true, renamesContentLength: true });
    go(0);

    const { response, state, leave } = await send([], { 'content-length': '0' });
    await (await send(['x'])).reading;

    expect(response.headers.get('x-amzn-remapped-content-length')).toBe('0');
    expect([response.headers.get('content-length'), state.isOver]).toEqual([null, false]);
    leave.abort();
  });
});

test('both faults at once: one small chunk arrives with the end', async () => {
  await start({ holdsSmallChunks: true, neverEndsEmpty: true });
  const { state, reading } = await send(['x']);
  await wrote(0);
  await settled();
  expect(state.text).toBe('');

  go(0);
  await reading;

  expect(state).toEqual({ text: 'x', isOver: true });
});

test('without faults, a small chunk arrives while the function still runs', async () => {
  await start(undefined);
  const { state, reading } = await send(['x']);

  await until(() => state.text === 'x');
  expect(state.isOver).toBe(false);

  go(0);
  await reading;
});
