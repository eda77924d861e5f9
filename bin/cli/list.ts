import { LIST_NAMES, type ListName } from '../../lambda/catalog/index.ts';
import {
  type DocumentSummary,
  listDocuments,
  listServers,
  readPolicies,
  type ServerSummary,
} from '../../lambda/catalog/publish/index.ts';
import { type CliContext, CommandFailed } from './context.ts';
import { count } from './count.ts';
import { type TableOptions, withTable } from './table.ts';

type PolicySummary = Awaited<ReturnType<typeof readPolicies>>['policies'][number];

/** `spillway list [SERVER]`: the servers, or what one of them has. */
export async function listCommand(
  server: string | undefined,
  options: TableOptions,
  context: CliContext,
): Promise<void> {
  await withTable(options, context, async (table) => {
    if (server === undefined) return context.stdout(serverLines(await listServers(table)));
    const documents = await listDocuments(table, server);
    const { policies } = await readPolicies(table, server);
    if (!documents && policies.length === 0)
      throw new CommandFailed(`server ${server} was never published here: run \`spillway list\` to see the servers`);
    context.stdout(documentLines(server, documents ?? [], policies));
  });
}

const NOUNS: Readonly<Record<ListName, string>> = {
  tools: 'tool',
  prompts: 'prompt',
  resources: 'resource',
  templates: 'template',
};

function serverLines(servers: readonly ServerSummary[]): string {
  if (servers.length === 0) return 'no servers yet: publish one with `spillway apply`';
  return columns(
    servers.map((summary) => [
      summary.server,
      `version ${summary.version}`,
      countsText(summary),
      firstLine(summary.title ?? ''),
    ]),
  );
}

/** Tools, and what else there is. */
export function countsText({ counts, policies = 0 }: Pick<ServerSummary, 'counts' | 'policies'>): string {
  const filled = LIST_NAMES.filter((list) => list === 'tools' || counts[list] > 0);
  const texts = filled.map((list) => count(counts[list], NOUNS[list]));
  return [...texts, ...(policies > 0 ? [count(policies, 'policy')] : [])].join(', ');
}

function documentLines(
  server: string,
  documents: readonly DocumentSummary[],
  policies: readonly PolicySummary[],
): string {
  if (documents.length === 0 && policies.length === 0) return `${server} has no tools, prompts or resources`;
  return columns([
    ...documents.map(({ list, id, title, description, scopes }) => [
      NOUNS[list],
      id,
      `${firstLine(description ?? title ?? '')}${scopes.length > 0 ? ` [${scopes.join(' ')}]` : ''}`,
    ]),
    ...policies.map(({ name, description }) => ['policy', name, firstLine(description ?? '')]),
  ]);
}

/** The first line, without what would steer a terminal: a publisher writes it, and others read it. */
function firstLine(text: string): string {
  return (text.trim().split(/[\r\n]/, 1)[0] ?? '').replace(/\p{Cc}/gu, '');
}

/** Rows as aligned columns. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(widest[column] ?? 0, cell.length)),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
