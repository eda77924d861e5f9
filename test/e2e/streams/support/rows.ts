import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Sends the head of an answer that will stream, and its first lines. */
export function begin(response: ServerResponse, ...rows: readonly unknown[]): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  response.write(rows.map(line).join(''));
}

/** One row as it is sent. */
export function line(row: unknown): string {
  return `${JSON.stringify(row)}\n`;
}

/** Something that is waited for until a test says so. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

export function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: resolve };
}

/** Writes as fast as the reader takes it, until there is enough or nobody reads any more. */
export async function pour(response: ServerResponse, chunk: string | Buffer, times: number): Promise<number> {
  let written = 0;
  while (written < times && !response.destroyed) {
    written += 1;
    if (!response.write(chunk)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  return written;
}
