import { resolve } from 'node:path';
import type { SourceDocument } from '../../lambda/catalog/index.ts';
import {
  type ApplyOptions,
  applyDocuments,
  type DocumentOutcome,
  formatFault,
  type PublishResult,
  readDocuments,
  type WarningOptions,
} from '../../lambda/catalog/publish/index.ts';
import type { Table } from '../../lambda/table/index.ts';
import type { CliContext } from './context.ts';
import { count } from './count.ts';
import { createProgress } from './progress.ts';
import { keepVersionsOf, stageNameOf } from './stage-settings.ts';
import { type TableFacts, type TableOptions, withTable } from './table.ts';
import { readVariables, type VariableOptions } from './variables.ts';

const KINDS: readonly SourceDocument['kind'][] = ['Server', 'Tool', 'Prompt', 'Resource', 'Policy'];

/** Options of `validate`. */
export interface ValidateCommandOptions extends VariableOptions {
  readonly file: readonly string[];
  readonly strict?: boolean;
}

/** Options of `apply`. */
export interface ApplyCommandOptions extends ValidateCommandOptions, TableOptions {
  readonly prune?: boolean;
}

/** `spillway validate`: reads and checks documents, touches no table. */
export async function validateCommand(
  { file, strict = false, ...variables }: ValidateCommandOptions,
  context: CliContext,
): Promise<void> {
  let warnings = 0;
  const { onWarning } = printWarnings(context);
  const documents = await readDocuments(pathsOf(file, context), context.targets, {
    ...printSkipped(context),
    strict,
    variables: await readVariables(variables, { name: undefined }),
    onWarning(warning) {
      warnings += 1;
      onWarning(warning);
    },
  });
  const servers = new Set(documents.map(({ server }) => server)).size;
  const what = `${count(documents.length, 'document')} of ${count(servers, 'server')}`;
  const verdict = warnings === 0 ? 'all good' : `valid, with ${count(warnings, 'warning')}`;
  context.stdout(`${what}: ${verdict}${kinds(documents)}`);
}

/** Prints each warning as a line for people. */
function printWarnings({ stderr }: CliContext): Required<Pick<WarningOptions, 'onWarning'>> {
  return { onWarning: (warning) => stderr(formatFault(warning)) };
}

/** Prints which files of directories are not for the catalogue. */
function printSkipped({ stderr }: CliContext): { onSkipped: (files: readonly string[]) => void } {
  return {
    onSkipped: (files) => stderr(`skipped ${count(files.length, 'file')} without \`kind\`: ${files.join(', ')}`),
  };
}

/** Files and directories are relative to where the user stands, which npm changes to the root of the package. */
function pathsOf(files: readonly string[], { directory, userDirectory = directory }: CliContext): readonly string[] {
  return userDirectory === process.cwd() ? files : files.map((file) => resolve(userDirectory, file));
}

/** `spillway apply`: publishes documents, one change set for each server. */
export async function applyCommand(options: ApplyCommandOptions, context: CliContext): Promise<void> {
  const { prune = false, strict = false } = options;
  const paths = pathsOf(options.file, context);
  const { targets } = context;
  const apply = async (table: Table, facts: TableFacts) =>
    applyDocuments({
      table,
      paths,
      prune,
      strict,
      targets,
      variables: await readVariables(options, { name: stageNameOf(facts.name), services: facts.services }),
      stage: facts.stage,
      ...printSkipped(context),
      ...publishing(facts, 'catalog.apply', prune, context),
    });
  const results = await withTable(options, context, apply);
  if (results.length === 0) context.stdout('no documents, nothing to publish');
}

/** What every command that publishes to a table does beside publishing: it reports, warns, and removes old versions. */
export function publishing(
  { name, changes }: TableFacts,
  action: 'catalog.apply' | 'catalog.import',
  prune: boolean,
  context: CliContext,
): Omit<ApplyOptions, 'table' | 'paths' | 'prune' | 'targets'> {
  const progress = createProgress(context);
  return {
    onProgress: progress.update,
    keepVersions: keepVersionsOf(name),
    around: (server, publish) => {
      const change = { action, server, subject: server, summary: prune ? 'with --prune' : '' };
      return changes.record({ change, work: publish, outcome: (result) => ({ summary: recordSummary(result) }) });
    },
    ...(context.now && { now: context.now }),
    onResult: (result) => {
      progress.clear();
      context.stdout(report(result));
    },
    ...printWarnings(context),
    onNotCompacted: (server, error) => {
      const reason = error instanceof Error ? error.message : String(error);
      context.stderr(`${server}: old versions were not removed (${reason}); the next publish tries again`);
    },
  };
}

/** A publish, as the audit shows it: versions and names. */
function recordSummary({ version, published, policiesChanged, documents }: PublishResult): string {
  const changed = documents.filter(({ outcome }) => outcome !== 'unchanged');
  if (!published && !policiesChanged) return 'nothing changed';
  const names = changed.map(({ kind, name, outcome }) => `${outcome} ${kind} ${name}`).join(', ');
  return `${published ? `version ${version}` : 'policies'}: ${names}`;
}

/** A publish, as people read it: what changed, and the number of documents that did not. */
export function report({ server, version, published, policiesChanged, repaired, documents }: PublishResult): string {
  const changed = documents.filter(({ outcome }) => outcome !== 'unchanged');
  const lines = changed.map(({ kind, name, outcome }) => `  ${outcome.padEnd(9)} ${kind} ${name}`);
  const unpublished = policiesChanged ? 'the policies are published' : 'nothing to publish';
  const end = published ? `version ${version} is published` : unpublished;
  const repair = 'the lists of the last version were lost: only the documents above are published now';
  return [`${server}: ${end} (${summary(documents)})`, ...lines, ...(repaired ? [`  ${repair}`] : [])].join('\n');
}

function summary(documents: readonly DocumentOutcome[]): string {
  const counts = Map.groupBy(documents, ({ outcome }) => outcome);
  return [...counts].map(([outcome, group]) => `${group.length} ${outcome}`).join(', ') || 'no documents';
}

/** The number of documents of each kind, if there are several kinds. */
function kinds(documents: readonly SourceDocument[]): string {
  const groups = [...Map.groupBy(documents, ({ kind }) => kind)].sort(
    ([a], [b]) => KINDS.indexOf(a) - KINDS.indexOf(b),
  );
  if (groups.length < 2) return '';
  return ` (${groups.map(([kind, group]) => count(group.length, kind)).join(', ')})`;
}
