import { type Compacted, compactTable } from '../../lambda/catalog/publish/index.ts';
import { type CliContext, CommandFailed, UsageError } from './context.ts';
import { count } from './count.ts';
import { keepVersionsOf } from './stage-settings.ts';
import { type TableOptions, withTable } from './table.ts';

/** Options of `compact`. */
export interface CompactCommandOptions extends TableOptions {
  readonly keep?: string;
}

/** `spillway compact`: removes from the table what no reader can see. */
export async function compactCommand(options: CompactCommandOptions, context: CliContext): Promise<void> {
  const keep = options.keep === undefined ? undefined : parseKeep(options.keep);
  const now = context.now ?? Date.now;
  const servers = await withTable(options, context, (table, { name, changes }) =>
    changes.record({
      change: { action: 'catalog.compact', subject: name, summary: '' },
      work: () => compactTable(table, { keepVersions: keep ?? keepVersionsOf(name), now }),
      outcome: (compacted) => ({ summary: compacted.map(compactedText).join('; ') }),
    }),
  );
  if (servers.length === 0) return context.stdout('no servers, nothing to remove');
  context.stdout(servers.map(compactedText).join('\n'));
  const damaged = servers.filter((server) => server.damaged).map(({ server }) => server);
  if (damaged.length === 0) return;
  throw new CommandFailed(
    `the published lists of ${damaged.join(', ')} are incomplete: publish all their documents again`,
  );
}

function parseKeep(text: string): number {
  const keep = Number(text);
  if (/^\d{1,4}$/.test(text) && keep >= 1 && keep <= 1000) return keep;
  throw new UsageError(`--keep must be a number from 1 to 1000, found ${text}`);
}

function compactedText({ server, kept, removed, damaged }: Compacted): string {
  if (damaged) return `${server}: nothing was removed`;
  return `${server}: ${count(removed, 'item')} removed, ${count(kept, 'version')} kept`;
}
