import { type Endpoint, type PostRequest, post, type Received } from '../../../client/http/index.ts';
import type { JsonObject } from '../../../lambda/mcp/index.ts';

/** A call that may change something. */
export const CALL: PostRequest = {
  message: { jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name: 'order', arguments: {} } },
  headers: { 'mcp-method': 'tools/call' },
  isSafe: false,
};

/** A request that changes nothing. */
export const LIST: PostRequest = { ...CALL, message: { jsonrpc: '2.0', id: 7, method: 'tools/list' }, isSafe: true };

export const PROGRESS = { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } };
export const RESULT = { jsonrpc: '2.0', id: 7, result: { content: [] } };

/** An endpoint that records its waits, and does not wait. */
export interface RecordingEndpoint extends Endpoint {
  readonly waits: number[];
}

/** Creates one, with three retries. */
export function endpointOf(url: string, options: Partial<Endpoint> = {}): RecordingEndpoint {
  const waits: number[] = [];
  return {
    url,
    fetch,
    headers: () => ({}),
    maxMessageBytes: 10_000_000,
    maxRetries: 3,
    sleep: async (ms) => {
      waits.push(ms);
    },
    waits,
    ...options,
  };
}

/** Sends a request and collects its messages, up to the error that ends them. */
export async function exchange(
  endpoint: Endpoint,
  request: PostRequest = CALL,
): Promise<{ readonly status?: number; readonly messages: readonly JsonObject[]; readonly error: unknown }> {
  const messages: JsonObject[] = [];
  let received: Received | undefined;
  try {
    received = await post(endpoint, request);
    for await (const message of received.messages) messages.push(message);
  } catch (error) {
    return { ...(received && { status: received.status }), messages, error };
  }
  return { status: received.status, messages, error: undefined };
}

/** Messages as JSON lines. */
export function linesOf(...messages: readonly JsonObject[]): string {
  return messages.map((message) => `${JSON.stringify(message)}\n`).join('');
}
