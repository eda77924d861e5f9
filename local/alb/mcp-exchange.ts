import { isRecord, textOf } from '../template/index.ts';

/** What a client asked an MCP server for, and what came of it. */
export interface McpExchange {
  /** Of a batch, that of its first message. */
  readonly method: string;
  /** The tool or prompt, or the URI of a resource. */
  readonly name: string | undefined;
  /** `isError` for a result with that member, the code of a JSON-RPC error, or nothing. */
  readonly failure: 'isError' | number | undefined;
}

/** Bytes at the end of a response that are kept: the last message is the whole result. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** The end of a response, as its bytes are sent. */
export class ResponseEnding {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes > KEPT_BYTES && this.#chunks.length > 1) this.#bytes -= this.#chunks.shift()?.length ?? 0;
  }

  /** The last message of JSON, JSON lines or SSE; `undefined` when there is none, or it is larger than what is kept. */
  lastMessage(): unknown {
    const lines = Buffer.concat(this.#chunks).toString().split('\n');
    // A line that begins with a colon is a comment of SSE; an empty one is filler.
    const last = lines.findLast((line) => line.trim() !== '' && !line.startsWith(':')) ?? '';
    return parse(last.replace(/^data:/, ''));
  }
}

/** Reads a request and the end of its response; `undefined` for a request that is not one of MCP. */
export function mcpExchange(body: Buffer, ending: ResponseEnding): McpExchange | undefined {
  const parsed = parse(body.toString());
  const request: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  const method = isRecord(request) ? textOf(request.method) : undefined;
  if (!isRecord(request) || method === undefined) return undefined;
  const { name, uri } = isRecord(request.params) ? request.params : {};
  return { method, name: textOf(name) ?? textOf(uri), failure: failureIn(ending.lastMessage()) };
}

function failureIn(message: unknown): McpExchange['failure'] {
  if (Array.isArray(message)) return message.map(failureIn).find((failure) => failure !== undefined);
  if (!isRecord(message)) return undefined;
  const { result, error } = message;
  if (isRecord(error) && typeof error.code === 'number') return error.code;
  return isRecord(result) && result.isError === true ? 'isError' : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
