import { createApp } from '../../../../lambda/app.ts';
import { publish } from '../../../../lambda/catalog/publish/index.ts';
import type { HttpResponse } from '../../../../lambda/http.ts';
import { createMemoryTable } from '../../../support/memory-table.ts';
import { SETTINGS } from '../../../support/settings.ts';
import { createTestState } from '../../../support/state.ts';
import { DOCUMENTS } from './catalog.ts';

/** One HTTP request to an MCP endpoint. Header names are lower case. */
export interface Sent {
  readonly name: string;
  /** @default POST */
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back. */
export interface Received {
  readonly status: number;
  /** The content type. */
  readonly type: string | undefined;
  readonly text: string;
}

const OURS = { ...SETTINGS, publicUrl: 'http://localhost' };

/** Our function, from its front door on, over a published catalogue. */
export async function createOurs(): Promise<(sent: Sent) => Promise<Received>> {
  const table = createMemoryTable();
  await publish(table, { server: 'twin', documents: DOCUMENTS, prune: false });
  const handler = createApp(OURS, { table, state: createTestState() });
  return async ({ method = 'POST', headers, body }) => {
    const request = { method, path: '/mcp/twin', headers, body, remainingMs: 30_000, streams: true };
    return received(await handler(request));
  };
}

async function received({ status, headers, body, frames }: HttpResponse): Promise<Received> {
  let text = body;
  for await (const chunk of frames?.chunks ?? []) text += chunk;
  return { status, type: headers['content-type'], text };
}

/** What an answer amounts to, so that two servers' can be compared: its status and what kind of message it carries. */
export function meaning({ status, type, text }: Received): string {
  const messages = messagesOf(type, text);
  if (messages.length === 0) return `${status}, nothing`;
  return `${status}, ${messages.map(kindOf).join(' and ')}`;
}

function messagesOf(type: string | undefined, text: string): readonly unknown[] {
  if (text === '') return [];
  if (!type?.startsWith('text/event-stream')) return [JSON.parse(text)].flat();
  return [...text.matchAll(/^data: ?(.+)$/gm)].map(([, data = '']) => JSON.parse(data));
}

// biome-ignore lint/suspicious/noExplicitAny: messages of two servers, of any shape
function kindOf(message: any): string {
  if (message.error !== undefined) return `error ${message.error.code}`;
  if (message.method !== undefined) return message.method;
  const { resultType, isError } = message.result;
  return `${resultType ?? 'result'}${isError === true ? ' isError' : ''} of ${membersOf(message.result)}`;
}

function membersOf(result: object): string {
  const own = Object.keys(result).filter((key) => !['_meta', 'resultType', 'isError', 'instructions'].includes(key));
  return own.sort().join('+') || 'nothing';
}
