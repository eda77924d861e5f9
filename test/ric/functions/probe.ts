/** A function that does what no function of Spillway does, to learn what the runtime makes of it. */
interface Stream {
  write(chunk: string): boolean;
  end(): void;
}

declare const awslambda: {
  streamifyResponse<Handler>(handler: Handler): Handler;
  readonly HttpResponseStream: { from(stream: Stream, metadata: object): Stream };
};

const ACTS: Readonly<Record<string, (out: Stream) => void>> = {
  'writes its process id': (out) => out.write(String(process.pid)),
  'writes nothing': () => undefined,
  'throws before its first byte': () => {
    throw new TypeError('before the first byte');
  },
  'throws after its first row': (out) => {
    out.write('first row\n');
    throw new RangeError('after the first row');
  },
  'exits after its first row': (out) => {
    out.write('first row\n');
    // The row must leave before the process ends.
    setTimeout(() => process.exit(3), 100);
  },
};

export const handler = awslambda.streamifyResponse(async ({ act }: { readonly act: string }, stream: Stream) => {
  const out = awslambda.HttpResponseStream.from(stream, { statusCode: 200, headers: {} });
  ACTS[act]?.(out);
  if (act.startsWith('exits')) return new Promise<void>(() => undefined);
  out.end();
});
