import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KEEP_VERSIONS } from '../../lambda/catalog/publish/index.ts';
import { loadStage, type StageConfig, StageConfigError } from '../../lib/config/index.ts';
import { CommandFailed } from './context.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The default of `auth.maxKeyDays`. */
const MAX_KEY_DAYS = 365;

/**
 * The stage's `catalog.keepVersions`, or its default for a table whose stage has no file here.
 *
 * @param root directory that contains `config/`
 * @throws CommandFailed when the stage file is invalid
 */
export function keepVersionsOf(table: string, root: string = ROOT): number {
  return stageOf(table, root)?.catalog.keepVersions ?? KEEP_VERSIONS;
}

/**
 * The stage's `auth.maxKeyDays`, or its default for a table whose stage has no file here.
 *
 * @param root directory that contains `config/`
 * @throws CommandFailed when the stage file is invalid
 */
export function maxKeyDaysOf(table: string, root: string = ROOT): number {
  return stageOf(table, root)?.auth.maxKeyDays ?? MAX_KEY_DAYS;
}

/** The name of the stage, which is in the table's name, `spillway-{stage}-catalog`. */
export function stageNameOf(table: string): string | undefined {
  return /(?:^|[:/])spillway-([a-z][a-z0-9-]{0,15})-catalog$/.exec(table)?.[1];
}

function stageOf(table: string, root: string): StageConfig | undefined {
  const stage = stageNameOf(table);
  if (stage === undefined || !existsSync(`${root}/config/${stage}.yaml`)) return undefined;
  try {
    return loadStage(root, stage);
  } catch (error) {
    if (error instanceof StageConfigError) throw new CommandFailed(error.message);
    throw error;
  }
}
