import { setTimeout as sleep } from 'node:timers/promises';
import { loadStage, type StageConfig, StageConfigError } from '../../../lib/config/index.ts';
import { tableNames } from '../../../lib/names.ts';
import { type CliContext, CommandFailed, UsageError } from '../context.ts';
import { count } from '../count.ts';
import { findLocalStack } from '../local-stack.ts';
import { progressBar } from '../progress.ts';
import { maxKeyDaysOf } from '../stage-settings.ts';
import { type TableOptions, withTable } from '../table.ts';
import { AFTER_GROUPS, type AfterContext, Site, type StageFacts } from './after/index.ts';
import { BEFORE_CHECKS, openBeforeContext } from './before/index.ts';
import { createProbe } from './probe/index.ts';
import { idsOf, reportJson, resultLines, summaryLine } from './report.ts';
import { type CheckGroup, type CheckResult, type RunEvents, runChecks } from './run.ts';
import { createDoctorServer } from './server/index.ts';
import { localFacts, stageFacts } from './stage-facts.ts';

/** Options of `doctor`. */
export interface DoctorOptions {
  readonly stage?: string;
  readonly local?: boolean;
  readonly before?: boolean;
  readonly myAddress?: string;
  readonly json?: boolean;
}

/**
 * `spillway doctor`: checks the account of a stage before a deployment, or the running stage after it.
 *
 * @param root the directory that contains `config/`
 * @throws UsageError when the options name no stage, or two
 * @throws CommandFailed when a check failed
 * @throws Interrupted when the user presses Ctrl-C; what doctor published is deleted
 */
export async function doctorCommand(options: DoctorOptions, context: CliContext, root: string): Promise<void> {
  const { stage, local = false, before = false, myAddress } = options;
  if (local === (stage !== undefined)) throw new UsageError('pass either --stage NAME or --local');
  if (local && before) throw new UsageError('--before checks an account, and the local stack has none');
  if (myAddress !== undefined && !before) throw new UsageError('--my-address is for --before');
  const run: Run = { options, context, signal: context.interruption?.() ?? new AbortController().signal };
  if (stage === undefined) return runLocally(run);
  const config = loadConfig(root, stage);
  const account = openBeforeContext({ stage, config, root, now: nowOf(context), ownAddress: myAddress });
  try {
    if (before)
      return await report(run, { stage, endpoint: null }, [{ title: 'Before', checks: BEFORE_CHECKS }], account);
    const table = { table: tableNames(stage).catalog, region: config.region };
    await runAfter(run, { facts: stageFacts(stage, config), account, table });
  } finally {
    account.close();
  }
}

/** One run of the command. */
interface Run {
  readonly options: DoctorOptions;
  readonly context: CliContext;
  /** Aborts when the user presses Ctrl-C. */
  readonly signal: AbortSignal;
}

async function runLocally(run: Run): Promise<void> {
  const stack = await findLocalStack(run.context.directory);
  await runAfter(run, { facts: localFacts(stack), account: undefined, table: { local: true } });
}

interface Measured {
  readonly facts: StageFacts;
  readonly account: AfterContext['account'];
  readonly table: TableOptions;
}

async function runAfter(run: Run, { facts, account, table: options }: Measured): Promise<void> {
  const { context, signal } = run;
  const now = nowOf(context);
  await withTable(options, context, async (table, { name, changes }) => {
    const server = createDoctorServer({ table, changes, maxDays: maxKeyDaysOf(name), now });
    const site = new Site((endpoint) => createProbe({ endpoint, fetch: context.fetch, signal }));
    const wait = async (ms: number) => {
      await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
    };
    const after: AfterContext = { stage: facts, account, site, server, now, wait };
    try {
      await report(run, { stage: facts.name, endpoint: facts.endpoint ?? null }, AFTER_GROUPS, after);
    } finally {
      await closeServer(server, context);
    }
  });
}

/** What the run found counts for more than leftovers, which end by themselves: the key after ten minutes, the rest by the next run. */
async function closeServer(server: AfterContext['server'], { stderr }: CliContext): Promise<void> {
  await server.close().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    stderr(`warning: what doctor published could not be deleted (${reason}): the next run deletes it`);
  });
}

/** @throws CommandFailed when a check failed */
async function report<Context>(
  { options: { json = false }, context, signal }: Run,
  about: { readonly stage: string; readonly endpoint: string | null },
  groups: readonly CheckGroup<Context>[],
  checked: Context,
): Promise<void> {
  const total = groups.reduce((sum, { checks }) => sum + checks.length, 0);
  const results = await runChecks(groups, checked, { signal, events: display(context, total, json) });
  context.drawOver?.('');
  context.stdout(json ? JSON.stringify(reportJson(about, results), undefined, 2) : `\n${summaryLine(results)}`);
  const failed = idsOf(results, 'failed');
  if (failed.length > 0) throw new CommandFailed(`${count(failed.length, 'check')} failed: ${failed.join(', ')}`);
}

/** Prints each result when it is known, below a bar on a terminal. */
function display({ stdout, drawOver }: CliContext, total: number, json: boolean): RunEvents {
  return {
    begins: ({ title }, done) => drawOver?.(`${progressBar(done, total)} ${title}`),
    ended(result: CheckResult, group) {
      if (json) return;
      drawOver?.('');
      stdout(`${group === undefined ? '' : `\n${group}\n`}${resultLines(result)}`);
    },
  };
}

function loadConfig(root: string, stage: string): StageConfig {
  try {
    return loadStage(root, stage);
  } catch (error) {
    if (error instanceof StageConfigError) throw new CommandFailed(error.message);
    throw error;
  }
}

function nowOf({ now = Date.now }: CliContext): () => number {
  return now;
}
