import { listServers, listTools, type ServerSummary, type ToolSummary } from '../../lambda/catalog/publish/index.ts';
import { type CliContext, CommandFailed } from './context.ts';
import { type TableOptions, withTable } from './table.ts';

/** `spillway list [SERVER]`: the servers, or the tools of one. */
export async function listCommand(
  server: string | undefined,
  options: TableOptions,
  context: CliContext,
): Promise<void> {
  await withTable(options, context, async (table) => {
    if (server === undefined) return context.stdout(serverLines(await listServers(table)));
    const tools = await listTools(table, server);
    if (!tools) throw new CommandFailed(`no server ${server} was ever published here: see \`spillway list\``);
    context.stdout(toolLines(server, tools));
  });
}

function serverLines(servers: readonly ServerSummary[]): string {
  if (servers.length === 0) return 'no servers yet: publish one with `spillway apply`';
  return columns(
    servers.map(({ server, version, tools, title }) => [
      server,
      `version ${version}`,
      `${tools} ${tools === 1 ? 'tool' : 'tools'}`,
      title ?? '',
    ]),
  );
}

function toolLines(server: string, tools: readonly ToolSummary[]): string {
  if (tools.length === 0) return `${server} has no tools`;
  return columns(
    tools.map(({ name, description, scopes }) => [
      name,
      `${firstLine(description)}${scopes.length > 0 ? ` [${scopes.join(' ')}]` : ''}`,
    ]),
  );
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}

function columns(rows: readonly (readonly string[])[]): string {
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
