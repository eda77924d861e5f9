import assert from 'node:assert/strict';
import { FunctionFailed, type FunctionResponse } from '../../local/lambda/index.ts';
import { begin, gate, line } from '../e2e/streams/support/rows.ts';
import { asJsonLines } from '../e2e/streams/support/wire.ts';
import { legacy, modern, modernCall, withBody } from '../e2e/support/requests.ts';
import { albEvent, apiGatewayEvent } from './events.ts';
import type { FunctionName, Functions } from './functions.ts';
import { Reader } from './response.ts';

/** Something that Spillway's functions rely on, or that its documents say of Lambda. */
export interface Check {
  readonly name: string;
  /** @throws AssertionError */
  run(functions: Functions): Promise<void>;
}

/** Parts of 100,000 characters: 40 MB, of which the sockets on the way hold some. */
const PARTS = 400;
const QUIET_MS = 1000;

/** What holds under Amazon's runtime interface client and under the runtime of the local stack. */
export const CHECKS: readonly Check[] = [
  {
    name: 'a response begins with status and headers, eight NULs, and then the body',
    async run(functions) {
      const { metadata, payload } = await (await call(functions, modernCall('hello'))).streamed();

      assert.equal(metadata.statusCode, 200);
      assert.equal(metadata.headers['content-type'], 'application/json');
      assert.equal(JSON.parse(payload.toString()).result.content[0].text, 'hello');
    },
  },
  {
    name: 'NULs of an upstream do not reach the body',
    async run(functions) {
      const path = functions.upstream.behave((response) => {
        begin(response, { row: `first${'\0'.repeat(16)}` });
        response.end();
      });

      const { payload } = await (await callLines(functions, path)).streamed();

      assert.match(payload.toString(), /first(?:\\+u0000){16}/);
    },
  },
  {
    name: 'a notification receives 202 without a body, and its response ends',
    async run(functions) {
      const notification = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });

      const { metadata, payload } = await (
        await call(functions, withBody(legacy('notifications/initialized'), notification))
      ).streamed();

      assert.equal(metadata.statusCode, 202);
      assert.equal(payload.length, 0);
    },
  },
  {
    name: 'each row leaves on its own, before the next one exists',
    async run(functions) {
      const gates = [gate(), gate(), gate()];
      const path = functions.upstream.behave(async (response) => {
        begin(response, { row: 'row-0' });
        for (const [index, { opened }] of gates.entries()) {
          await opened;
          response.write(line({ row: `row-${index + 1}` }));
        }
        response.end();
      });

      const reader = await callLines(functions, path);
      await reader.until('row-0');
      for (const [index, each] of gates.entries()) {
        each.open();
        await reader.until(`row-${index + 1}`);
      }

      assert.equal((await reader.streamed()).metadata.headers['content-type'], 'application/json-lines');
    },
  },
  {
    name: 'a slow reader slows the tool down, within the memory of two functions, and receives everything',
    async run(functions) {
      let written = 0;
      const path = functions.upstream.behave((response) => {
        written += 1;
        response.end();
      });
      const url = `http://127.0.0.1:${functions.upstream.port}/${path}`;

      const reader = await call(functions, asJsonLines(modernCall('counts', { url, parts: PARTS })));
      await standstill(() => written);
      const before = written;
      const { payload } = await reader.streamed();

      assert.ok(before > 0 && before < PARTS, `${before} of ${PARTS} parts were written before the first read`);
      assert.equal(written, PARTS);
      assert.equal(payload.toString().trim().split('\n').length, PARTS + 1);
    },
  },
  {
    name: 'an upstream that breaks off leaves its rows, in a result with a note, and a response without trailers',
    async run(functions) {
      const broken = gate();
      const path = functions.upstream.behave(async (response) => {
        begin(response, { row: 'row-0' });
        await broken.opened;
        response.destroy();
      });

      const reader = await callLines(functions, path);
      await reader.until('row-0');
      broken.open();
      const { payload } = await reader.streamed();

      const last = payload.toString().trim().split('\n').at(-1) ?? '';
      const [rows, note] = JSON.parse(last).result.content;
      assert.equal(rows.text, '[{"row":"row-0"}]');
      assert.match(note.text, /^The result is incomplete: /);
    },
  },
  {
    name: 'direct returns a complete response to the load balancer',
    async run(functions) {
      const response = await functions.invoke('direct', albEvent(modern('tools/list')));

      const result = JSON.parse((await new Reader(response).rest()).toString());

      assert.equal(response.contentType, 'application/json');
      assert.equal(result.statusCode, 200);
      const { tools } = JSON.parse(result.body).result;
      assert.deepEqual(
        tools.map(({ name }: { readonly name: string }) => name),
        ['counts', 'hello', 'lines'],
      );
    },
  },
  {
    name: 'worker reports an event that it cannot handle as an error, which Lambda retries',
    async run(functions) {
      const failure = await failureOf(functions, 'worker', { unexpected: true });

      assert.equal(failure.errorType, 'Error');
      assert.match(failure.message, /does not name a task/);
    },
  },
  {
    name: 'a stream that ends without a write has no prelude, so Spillway always writes',
    async run(functions) {
      const reader = await probe(functions, 'writes nothing');

      assert.equal((await reader.rest()).length, 0);
    },
  },
  {
    name: 'an error before the first byte fails the invocation',
    async run(functions) {
      const failure = await failureOf(functions, 'probe', { act: 'throws before its first byte' });

      assert.deepEqual([failure.errorType, failure.message], ['TypeError', 'before the first byte']);
    },
  },
  {
    name: 'an error after the first row comes in trailers, and the process takes the next invocation',
    async run(functions) {
      const before = await processId(functions);
      const response = await functions.invoke('probe', { act: 'throws after its first row' });

      const bytes = await new Reader(response).rest();

      assert.match(bytes.toString(), /first row\n$/);
      const failure = response.failure();
      assert.deepEqual([failure?.errorType, failure?.message], ['RangeError', 'after the first row']);
      assert.equal(await processId(functions), before);
    },
  },
  {
    name: 'a process that ends after the first row fails the response, and another one takes the next invocation',
    async run(functions) {
      const before = await processId(functions);
      const response = await functions.invoke('probe', { act: 'exits after its first row' });

      await assert.rejects(new Reader(response).rest());

      assert.equal((await response.ending)?.errorType, 'Runtime.ExitError');
      assert.notEqual(await processId(functions), before);
    },
  },
];

async function call(functions: Functions, request: Parameters<typeof apiGatewayEvent>[0]): Promise<Reader> {
  return new Reader(await functions.invoke('stream', apiGatewayEvent(request)));
}

/** Calls the tool that streams what the upstream has at a path. */
function callLines(functions: Functions, path: string): Promise<Reader> {
  return call(functions, asJsonLines(modernCall('lines', { path })));
}

async function probe(functions: Functions, act: string): Promise<Reader> {
  return new Reader(await functions.invoke('probe', { act }));
}

async function processId(functions: Functions): Promise<string> {
  const { payload } = await (await probe(functions, 'writes its process id')).streamed();
  return payload.toString();
}

/** The error of an invocation. Amazon's client sends that of a streaming handler in trailers, even before the first byte. */
async function failureOf(functions: Functions, name: FunctionName, event: object): Promise<FunctionFailed> {
  const begun: FunctionResponse | FunctionFailed = await functions.invoke(name, event).catch((error: unknown) => {
    if (error instanceof FunctionFailed) return error;
    throw error;
  });
  if (begun instanceof FunctionFailed) return begun;
  assert.equal((await new Reader(begun).rest()).length, 0);
  const failure = await begun.ending;
  assert.ok(failure !== undefined, 'the invocation did not fail');
  return failure;
}

/** Resolves when a count has stopped growing. */
async function standstill(count: () => number): Promise<void> {
  for (let seen = -1; seen !== count() || seen === 0; ) {
    seen = count();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}
