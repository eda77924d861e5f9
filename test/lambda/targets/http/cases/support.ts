import type { RequestListener } from 'node:http';
import { ANONYMOUS } from '../../../../../lambda/auth/index.ts';
import { applyLoaded, InvalidDocuments, parseDocuments } from '../../../../../lambda/catalog/publish/index.ts';
import { formatFault } from '../../../../../lambda/catalog/publish/load/index.ts';
import type { JsonObject } from '../../../../../lambda/json.ts';
import { targetTypes } from '../../../../../lambda/targets/publish.ts';
import { createMemoryTable } from '../../../../support/memory-table.ts';
import { serveTable } from '../../../../support/serve.ts';
import { environment } from '../../support.ts';
import { type Seen, startUpstream } from '../upstream.ts';

/** A tool as its author writes it. */
export interface Written {
  /** The lines of its `target` after `type` and `url`, the first one on line 10 of `t.yaml`. */
  readonly target: string;
  /** @default that of the upstream, with `path` */
  readonly url?: string;
  /** @default `/things` */
  readonly path?: string;
  /** @default `http` */
  readonly type?: string;
  /** The arguments' schema as YAML on one line. @default an object without properties */
  readonly input?: string;
  /** Further lines of the tool, before `target` on line 10. */
  readonly more?: string;
}

const SECRETS: Readonly<Record<string, string>> = {
  token: 's3cr3t-token',
  keys: '{"api":"api-key-1","app":"app-key-2"}',
};

function documentOf(written: Written, host: string): string {
  const { target, path = '/things', url = `http://${host}${path}`, input = NO_ARGUMENTS } = written;
  const { type = 'http', more = '' } = written;
  const lines = target.split('\n').map((line) => `  ${line}`);
  return `kind: Tool
server: api
name: tool
description: A tool of an author.
input: ${input}
title: Tool
${more}target:
  type: ${type}
  url: ${url}
${lines.join('\n')}
---
kind: Server
server: api
hosts: ["${host}"]
`;
}

const TYPES = 'application/json, text/event-stream';
const NO_ARGUMENTS = '{ type: object, properties: {} }';

/** Publishes a tool. @returns the table, and what publishing says: errors, and warnings */
async function publish(written: Written, host: string) {
  const table = createMemoryTable();
  const said: string[] = [];
  const loaded = parseDocuments('t.yaml', documentOf(written, host));
  const onWarning = (warning: Parameters<typeof formatFault>[0]) => said.push(formatFault(warning));
  await applyLoaded(loaded, { table, targets: targetTypes, onWarning }).catch((error: unknown) => {
    if (!(error instanceof InvalidDocuments)) throw error;
    said.push(...error.message.split('\n'));
  });
  return { table, said };
}

/** What publishing says of a tool: nothing if all is good. */
export async function saidOf(written: Written): Promise<readonly string[]> {
  return (await publish(written, '127.0.0.1:9')).said;
}

/** What an agent gets of a call, and what the upstream saw. */
export interface CalledTool {
  /** The blocks' texts, or their types. */
  readonly texts: readonly string[];
  readonly isError: boolean;
  readonly structured: unknown;
  readonly seen: readonly Seen[];
}

/**
 * Publishes a tool without an error and calls it.
 *
 * @param answer of the upstream; default: what it saw
 */
export async function callOf(written: Written, args: JsonObject = {}, answer?: RequestListener): Promise<CalledTool> {
  const upstream = await startUpstream(answer);
  try {
    const { table, said } = await publish(written, upstream.host);
    if (said.some((line) => !line.includes(': warning: '))) throw new Error(said.join('\n'));
    const readSecret = async (name: string) => SECRETS[name.split('/').at(-1) ?? ''];
    const response = await serveTable(table, environment({ readSecret }))(
      {
        ...{ method: 'POST', path: '/mcp/api', remainingMs: 30_000, streams: true },
        headers: { 'content-type': 'application/json', accept: TYPES, 'mcp-protocol-version': '2025-11-25' },
        body: JSON.stringify({
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: 'tool', arguments: args },
        }),
      },
      'api',
      ANONYMOUS,
    );
    const { content, isError = false, structuredContent } = JSON.parse(response.body).result;
    const texts = content.map((block: { type: string; text?: string }) => block.text ?? block.type);
    return { texts, isError, structured: structuredContent, seen: upstream.seen };
  } finally {
    await upstream.close();
  }
}
