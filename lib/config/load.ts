import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { deploymentProblem } from './checks/index.ts';
import { describeProblems } from './problems.ts';
import { type StageConfig, stageSchema } from './schema.ts';
import { readYaml } from './yaml.ts';

/** A stage file is missing or invalid. The message gives the file, the line, the path in it, the value found and the value expected. */
export class StageConfigError extends Error {
  override readonly name = 'StageConfigError';
}

/** Short enough for every name that contains it: `spillway-{stage}-catalog`, stack names, SSM parameters. */
const STAGE_NAME = /^[a-z][a-z0-9-]{0,15}$/;

/** Directory of the stage files, as a path from the root of the repository. */
const STAGES = 'config';

/**
 * The name of the stage that the operator asked for.
 *
 * @param stages directory of the stage files, as a path from the root; default `config`
 * @throws StageConfigError without a name: a default would deploy a stage that the operator did not mean
 */
export function requireStage(root: string, stage: string | undefined, stages: string = STAGES): string {
  if (stage !== undefined) return stage;
  const existing = stageNames(root, stages).join(', ');
  throw new StageConfigError(`no stage: expected its name, such as -c stage=dev; existing stages: ${existing}`);
}

/**
 * Reads a stage from `{stages}/{stage}.yaml`.
 *
 * @param root directory that stage files and entries of toolkit functions are relative to
 * @param stage the stage's name
 * @param stages directory of the stage files, as a path from the root; default `config`
 * @throws StageConfigError if the stage has no file, or the file has an unknown key or an invalid value; lists them all
 */
export function loadStage(root: string, stage: string, stages: string = STAGES): StageConfig {
  const { config, placeOf } = readStageFile(root, stage, stages);
  requireEntries(config, root, placeOf);
  return config;
}

/**
 * Refuses a stage that synthesizes for the local stack alone.
 *
 * @param root directory that stage files are relative to
 * @param stages directory of the stage files, as a path from the root; default `config`
 * @throws StageConfigError if nobody could use the deployed endpoint
 */
export function requireDeployable(root: string, stage: string, stages: string = STAGES): void {
  const { config, placeOf } = readStageFile(root, stage, stages);
  const problem = deploymentProblem(config);
  if (problem !== undefined) throw new StageConfigError(`${placeOf(['edge', 'allowedCidrs'])}: ${problem}`);
}

/** A stage, and the places in its file. */
interface PlacedStage {
  readonly config: StageConfig;
  /** File and line of the key at a path. */
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

function readStageFile(root: string, stage: string, stages: string): PlacedStage {
  const directory = join(root, stages);
  if (!STAGE_NAME.test(stage)) {
    throw new StageConfigError(
      `stage ${JSON.stringify(stage)}: expected a lower-case letter, then at most 15 lower-case letters, digits or hyphens, such as -c stage=dev`,
    );
  }
  const path = join(directory, `${stage}.yaml`);
  if (!existsSync(path)) {
    throw new StageConfigError(
      `stage ${stage}: ${stages}/${stage}.yaml does not exist; existing stages: ${stageNames(root, stages).join(', ')}`,
    );
  }
  const file = relative(root, path);
  const { config, lineAt } = readStage(readFileSync(path, 'utf8'), file);
  return { config, placeOf: (path) => `${file}:${lineAt(path)}` };
}

/**
 * Parses the YAML text of a stage file.
 *
 * @param file the file's name for error messages
 * @throws StageConfigError for every unknown key and invalid value
 */
export function parseStage(text: string, file: string): StageConfig {
  return readStage(text, file).config;
}

/** A stage, and the lines of its file. */
interface StageFile {
  readonly config: StageConfig;
  /** The line, from 1, of the key at a path. */
  readonly lineAt: (path: readonly PropertyKey[]) => number;
}

function readStage(text: string, file: string): StageFile {
  const yaml = readYaml(text);
  if ('problem' in yaml) throw new StageConfigError(`${file}:${yaml.line}: not valid YAML: ${yaml.problem}`);
  const { document, lineAt } = yaml;
  const result = stageSchema.safeParse(document);
  if (result.success) return { config: result.data, lineAt };
  const problems = describeProblems(result.error, document);
  throw new StageConfigError(problems.map(({ path, message }) => `${file}:${lineAt(path)}: ${message}`).join('\n'));
}

function requireEntries(
  { functions }: StageConfig,
  root: string,
  placeOf: (path: readonly PropertyKey[]) => string,
): void {
  const missing = Object.entries(functions.toolkit).filter(
    ([, { entry }]) => !statSync(join(root, entry), { throwIfNoEntry: false })?.isFile(),
  );
  if (missing.length === 0) return;
  const problems = missing.map(([name, { entry }]) => {
    const place = placeOf(['functions', name, 'entry']);
    return `${place}: functions.${name}.entry: found ${JSON.stringify(entry)}; expected a file that exists below the root of the repository`;
  });
  throw new StageConfigError(problems.join('\n'));
}

function stageNames(root: string, stages: string): string[] {
  const directory = join(root, stages);
  if (!existsSync(directory)) {
    throw new StageConfigError(
      `-c stages=${stages}: expected a directory that exists below the root of the repository`,
    );
  }
  return readdirSync(directory)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.replace(/\.yaml$/, ''))
    .sort();
}
