import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KEEP_VERSIONS } from '../../lambda/catalog/publish/index.ts';
import { loadStage, StageConfigError } from '../../lib/config/index.ts';
import { CommandFailed } from './context.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The stage's `catalog.keepVersions`. The stage is in the table's name, `spillway-{stage}-catalog`; for any other table, and for
 * stages without a file here, the default applies.
 *
 * @param root directory that contains `config/`
 * @throws CommandFailed when the stage file is invalid
 */
export function keepVersionsOf(table: string, root: string = ROOT): number {
  const [, stage] = /(?:^|[:/])spillway-([a-z][a-z0-9-]{0,15})-catalog$/.exec(table) ?? [];
  if (stage === undefined || !existsSync(`${root}/config/${stage}.yaml`)) return KEEP_VERSIONS;
  try {
    return loadStage(root, stage).catalog.keepVersions;
  } catch (error) {
    if (error instanceof StageConfigError) throw new CommandFailed(error.message);
    throw error;
  }
}
