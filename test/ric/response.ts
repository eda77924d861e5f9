import assert from 'node:assert/strict';
import type { FunctionResponse } from '../../local/lambda/index.ts';

/** AWS: lambda/latest/dg/config-rs-write-functions.html: the metadata as JSON, then eight NULs, then the body. */
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const DELIMITER = Buffer.alloc(8);

/** AWS: apigateway/latest/developerguide/response-transfer-mode-lambda.html: the delimiter is within the first 16 KB. */
const MAX_PRELUDE_BYTES = 16 * 1024;

/** A streamed response, taken apart as API Gateway does. */
export interface Streamed {
  readonly metadata: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
  readonly payload: Buffer;
}

/** Splits a response at its delimiter. */
function split(bytes: Buffer): Streamed {
  const end = bytes.indexOf(DELIMITER);
  assert.ok(end > 0 && end + DELIMITER.length <= MAX_PRELUDE_BYTES, `no delimiter: ${bytes.subarray(0, 200)}`);
  const payload = bytes.subarray(end + DELIMITER.length);
  assert.equal(payload.indexOf(0), -1, 'the payload has a NUL');
  return { metadata: JSON.parse(bytes.subarray(0, end).toString()), payload };
}

/** Reads a response as its bytes arrive; reads nothing unless it is asked to. */
export class Reader {
  readonly #response: FunctionResponse;
  readonly #chunks: AsyncIterator<unknown>;
  #read: Buffer = Buffer.alloc(0);

  constructor(response: FunctionResponse) {
    this.#response = response;
    this.#chunks = response.body[Symbol.asyncIterator]();
  }

  /** Reads until the text is there. The check hangs, and its time ends, if it does not come. */
  async until(text: string): Promise<void> {
    while (!this.#read.includes(text)) {
      const { done } = await this.#next();
      assert.ok(!done, `the response ended without ${text}`);
    }
  }

  /** Reads to the end. @returns every byte of the response */
  async rest(): Promise<Buffer> {
    const chunks = [this.#read];
    for (let next = await this.#chunks.next(); !next.done; next = await this.#chunks.next()) {
      chunks.push(bytesOf(next.value));
    }
    return Buffer.concat(chunks);
  }

  async #next(): Promise<IteratorResult<unknown>> {
    const next = await this.#chunks.next();
    if (!next.done) this.#read = Buffer.concat([this.#read, bytesOf(next.value)]);
    return next;
  }

  /** Reads to the end of a streamed response that has a prelude and did not fail. */
  async streamed(): Promise<Streamed> {
    const bytes = await this.rest();
    assert.equal(this.#response.contentType, PRELUDE_TYPE);
    assert.equal(await this.#response.ending, undefined);
    return split(bytes);
  }
}

function bytesOf(chunk: unknown): Buffer {
  assert.ok(chunk instanceof Uint8Array);
  return Buffer.from(chunk);
}
