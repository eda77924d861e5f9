import { type ChangeRecord, readChanges } from '../../../lambda/audit/changes/index.ts';
import { type CliContext, CommandFailed, UsageError } from '../context.ts';
import { columns } from '../list.ts';
import { type TableOptions, withTable } from '../table.ts';
import { auditTableOf } from './change-log.ts';

/** Options of `audit`. */
export interface AuditOptions extends TableOptions {
  readonly server?: string;
  readonly since: string;
  readonly until?: string;
  readonly actor?: string;
  readonly json?: boolean;
}

/** One change: its intent, joined with its outcome. */
interface AuditedChange extends Omit<ChangeRecord, 'phase'> {
  readonly outcome: 'done' | 'failed' | 'unknown';
}

/** `spillway audit`: prints who changed what, oldest first. */
export async function auditCommand(options: AuditOptions, context: CliContext): Promise<void> {
  const now = (context.now ?? Date.now)();
  const since = moment('--since', options.since, now);
  const until = options.until === undefined ? now + 1 : moment('--until', options.until, now);
  if (since >= until) throw new UsageError('--since must be before --until');
  await withTable(options, context, async (_table, { name, changes }) => {
    if (changes.table === undefined) {
      throw new CommandFailed(
        `table ${name} belongs to no stage, so it has no audit; stages: spillway-{stage}-catalog`,
      );
    }
    const { server, actor } = options;
    const found = joined(await readChanges(changes.table, { since, until, server, actor }).catch(explain(name)));
    if (options.json) return context.stdout(found.map((change) => JSON.stringify(withTime(change))).join('\n'));
    if (found.length === 0) return context.stdout('no changes in this time');
    context.stdout(columns(found.map(row)));
  });
}

function explain(catalog: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error;
    throw new CommandFailed(`the table ${auditTableOf(catalog)} does not exist: deploy the Data stack of the stage`);
  };
}

/** The records by their change, in the order of their intents. */
function joined(records: readonly ChangeRecord[]): readonly AuditedChange[] {
  const changes = new Map<string, AuditedChange>();
  for (const { phase, ...record } of records) {
    const before = changes.get(record.id);
    const outcome = phase === 'intended' ? 'unknown' : phase;
    changes.set(record.id, before === undefined ? { ...record, outcome } : { ...record, at: before.at, outcome });
  }
  return [...changes.values()];
}

function row({ at, outcome, actor, action, server, subject, summary }: AuditedChange): readonly string[] {
  const what = server === undefined || server === subject ? subject : `${server} ${subject}`;
  return [new Date(at).toISOString(), outcome, action, what, actor, summary];
}

function withTime({ at, ...change }: AuditedChange): object {
  return { at: new Date(at).toISOString(), ...change };
}

const DAY_MS = 86_400_000;
const UNITS = { m: 60_000, h: 3_600_000, d: DAY_MS } as const;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z)?$/;
/** Ten years: the longest lifetime that a key may have. */
const MAX_DAYS = 3_653;

/** A moment: a date or a time in UTC, or a duration before now. @throws UsageError */
function moment(option: string, text: string, now: number): number {
  const [, number, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  const ago = unit === undefined ? undefined : now - Number(number) * UNITS[unit as keyof typeof UNITS];
  const time = ago ?? (DATE.test(text) ? Date.parse(text) : Number.NaN);
  if (time > now - MAX_DAYS * DAY_MS && time <= now + DAY_MS) return time;
  throw new UsageError(
    `${option} must be a duration before now such as 7d, a date such as 2026-11-26 or a time such as 2026-11-26T12:00:00Z, ` +
      `within the last ten years, found ${text}`,
  );
}
