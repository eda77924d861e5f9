import type { Line, ResponseStream, StreamingHandler } from '../../toolkit/index.ts';

/** A call document, for the tool `rank` by default. */
export function callDocument(overrides: object = {}): object {
  return {
    spillway: 1,
    arguments: {},
    server: 'test',
    tool: 'rank',
    deadline: Date.now() + 5_000,
    partials: true,
    ...overrides,
  };
}

/** A response stream that records writes, with back-pressure under the test's control. */
export class FakeStream implements ResponseStream {
  readonly written: Line[] = [];
  contentType: string | undefined;
  isEnded = false;
  /** Whether the stream accepts more after a write. */
  takesMore = true;
  #drains: (() => void)[] = [];

  setContentType(type: string): void {
    this.contentType = type;
  }

  write(chunk: string): boolean {
    if (this.isEnded) throw new Error('write after end');
    expect(chunk.endsWith('\n')).toBe(true);
    this.written.push(JSON.parse(chunk) as Line);
    return this.takesMore;
  }

  once(_event: 'drain', listener: () => void): void {
    this.#drains.push(listener);
  }

  drain(): void {
    for (const listener of this.#drains.splice(0)) listener();
  }

  end(): void {
    this.isEnded = true;
  }
}

/** Invokes a handler and returns all its lines. */
export async function invoke(
  handler: StreamingHandler,
  event: unknown,
  remainingMs = 10_000,
): Promise<readonly Line[]> {
  const stream = new FakeStream();
  await handler(event, stream, { getRemainingTimeInMillis: () => remainingMs });
  expect(stream.isEnded).toBe(true);
  return stream.written;
}

/** Lets all pending work run. */
export async function turns(count = 10): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
