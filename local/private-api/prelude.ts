import { type HeaderLine, isSendable } from '../http.ts';
import { isRecord, scalarText } from '../template/index.ts';
import type { StreamingFaults } from './faults.ts';

/** The metadata at the start of a streaming function's response. */
interface Prelude {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
}

/** A response that does not begin with metadata and delimiter, as API Gateway requires. */
export class MalformedPrelude extends Error {
  override readonly name = 'MalformedPrelude';
}

const DELIMITER = Buffer.alloc(8);
/** AWS: "Set up a Lambda proxy integration with payload response streaming". */
const LIMIT_BYTES = 16 * 1024;

/**
 * Reads the metadata and its delimiter of 8 NUL bytes, which must be within the first 16 KB. The rest stays in the stream,
 * which is paused.
 *
 * @throws MalformedPrelude when the delimiter is missing or the metadata is invalid
 */
export async function readPrelude(stream: NodeJS.ReadableStream, faults: StreamingFaults = {}): Promise<Prelude> {
  const { head, rest } = await splitAtDelimiter(stream);
  if (rest.length > 0) stream.unshift(rest);
  const { status, headers } = parsePrelude(head.toString());
  const renamed = faults.renamesContentLength ? new Set([...REMAPPED, 'content-length']) : REMAPPED;
  return { status, headers: headers.map(([name, value]): HeaderLine => [remapped(name, renamed), value]) };
}

function splitAtDelimiter(stream: NodeJS.ReadableStream): Promise<{ head: Buffer; rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let seen: Buffer = Buffer.alloc(0);
    const stop = (): void => {
      stream.pause();
      stream.off('data', onData);
      stream.off('end', onEnd);
      stream.off('close', onEnd);
      stream.off('error', onError);
    };
    const onData = (chunk: Buffer): void => {
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const at = seen.indexOf(DELIMITER);
      const end = at + DELIMITER.length;
      if (at >= 0 && end <= LIMIT_BYTES) {
        stop();
        resolve({ head: seen.subarray(0, at), rest: seen.subarray(end) });
      } else if (seen.length >= LIMIT_BYTES) {
        stop();
        reject(new MalformedPrelude('no metadata and delimiter in the first 16 KB'));
      }
    };
    const onEnd = (): void => {
      stop();
      reject(new MalformedPrelude(`the response ended after ${seen.length} bytes, before metadata and delimiter`));
    };
    const onError = (error: Error): void => {
      stop();
      reject(error);
    };
    stream.on('data', onData);
    stream.on('end', onEnd);
    stream.on('close', onEnd);
    stream.on('error', onError);
  });
}

function parsePrelude(text: string): Prelude {
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch {
    throw new MalformedPrelude('the metadata is not JSON');
  }
  if (!isRecord(metadata)) throw new MalformedPrelude('the metadata is not an object');
  const status = Number(metadata.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    throw new MalformedPrelude(`statusCode ${String(metadata.statusCode)} is not a status from 100 to 599`);
  }
  const cookies = Array.isArray(metadata.cookies) ? metadata.cookies : [];
  const headers = [
    ...lines(metadata.headers),
    ...lines(metadata.multiValueHeaders),
    ...cookies.map((cookie): HeaderLine => ['Set-Cookie', String(cookie)]),
  ];
  const unsendable = headers.find((line) => !isSendable(line));
  if (unsendable !== undefined) throw new MalformedPrelude(`the header ${unsendable[0]} cannot be sent`);
  return { status, headers };
}

function lines(headers: unknown): HeaderLine[] {
  if (headers === undefined || headers === null) return [];
  if (!isRecord(headers)) throw new MalformedPrelude('the headers are not an object');
  return Object.entries(headers).flatMap(([name, found]) =>
    (Array.isArray(found) ? found : [found]).map((value): HeaderLine => {
      const text = scalarText(value);
      if (text === undefined) throw new MalformedPrelude(`the header ${name} is not a string`);
      return [name, text];
    }),
  );
}

/** AWS: "Important notes for Amazon API Gateway", "notes for REST and WebSocket APIs": headers that API Gateway renames. */
const REMAPPED: ReadonlySet<string> = new Set([
  'connection',
  'date',
  'host',
  'server',
  'user-agent',
  'www-authenticate',
]);

function remapped(name: string, renamed: ReadonlySet<string>): string {
  return renamed.has(name.toLowerCase()) ? `x-amzn-remapped-${name.toLowerCase()}` : name;
}
