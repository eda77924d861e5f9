import { type CliContext, runCommandLine } from '../../../bin/cli/index.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { targetTypes } from '../../support/targets.ts';

/** A JSON-RPC request as it was sent. */
export interface SentRequest {
  readonly id: number;
  readonly method: string;
  readonly params: JsonObject & { readonly _meta: JsonObject };
}

/** What a server sends for one request: notifications, then a `result` or an `error`. */
export type Script = (request: SentRequest) => readonly JsonObject[];

/** A server that responds to each request with the next script, and to others with the last one. */
export function scriptedServer(...scripts: readonly Script[]) {
  const sent: SentRequest[] = [];
  const fake: typeof fetch = async (_, init) => {
    const request: SentRequest = JSON.parse(String(init?.body));
    const script = scripts[Math.min(sent.length, scripts.length - 1)];
    sent.push(request);
    const messages = script?.(request) ?? [];
    const lines = messages.map((message) => {
      const id = 'result' in message || 'error' in message ? { id: request.id } : {};
      return `${JSON.stringify({ jsonrpc: '2.0', ...id, ...message })}\n`;
    });
    return new Response(lines.join(''), { headers: { 'content-type': 'application/json-lines' } });
  };
  return { sent, fetch: fake };
}

export const text = (words: string) => ({ type: 'text', text: words });

/** The notification of a partial result. */
export const partial = (seq: number, ...content: readonly JsonObject[]) => ({
  method: 'notifications/tools/partial_result',
  params: { seq, content },
});

/** The notification of progress, for the request that opted in. */
export const progress = ({ params }: SentRequest, more: JsonObject) => ({
  method: 'notifications/progress',
  params: { progressToken: params._meta.progressToken, ...more },
});

/** Everything that a command prints, in order, and by where it goes. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** `out:`, `err:` and `draw:` with what they received, in order. */
  readonly all: readonly string[];
}

/** Runs a command. With `isWatched`, its output is a terminal. */
export async function runCommand(words: readonly string[], given: Partial<CliContext>): Promise<Printed> {
  const all: string[] = [];
  const keep = (where: string) => (line: string) => void all.push(`${where}:${line}`);
  const only = (where: string) =>
    all.flatMap((line) => (line.startsWith(`${where}:`) ? [line.slice(where.length + 1)] : [])).join('\n');
  const context = {
    ...{ stdout: keep('out'), stderr: keep('err') },
    ...(given.isWatched === true && { drawOver: keep('draw') }),
    ...{ directory: '.', fetch, targets: targetTypes },
    ...given,
  };
  const code = await runCommandLine(words, context);
  return { code, out: only('out'), err: only('err'), all };
}
