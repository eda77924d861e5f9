import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { REPOSITORY_ROOT } from '../../../lib/bundle.ts';
import { type AccessLogEntry, type LocalStack, type LocalStackOptions, startLocalStack } from '../../../local/index.ts';
import { temporaryDirectory } from './directories.ts';

/** What the access log tells of one request, as far as it does not differ from run to run. */
interface Served {
  readonly method: string;
  readonly rule: AccessLogEntry['rule'];
  /** Kind of the target group: `lambda` is buffered, `ip` leads through the private API. */
  readonly target: AccessLogEntry['target'];
  readonly function: string | undefined;
  readonly status: number;
}

/** A local stack for one test file: its own port, its own state, an access log to look into. */
export interface TestStack extends LocalStack {
  /** A directory from where the command line finds this stack by `--local`. */
  readonly directory: string;
  /** Does something and tells which requests it made. */
  watch<T>(act: () => Promise<T>): Promise<readonly [T, readonly Served[]]>;
}

/** How long the access log must be silent before a watch ends: a client may send a request that it does not wait for. */
const QUIET_MS = 40;

/**
 * Starts a local stack on a free port with a state directory of its own.
 *
 * @param options as for the local stack; `catalog` is empty unless given
 */
export async function startTestStack(options: LocalStackOptions = {}): Promise<TestStack> {
  const directory = await temporaryDirectory();
  const accessLog: Served[] = [];
  const lines: string[] = [];
  const stack = await startLocalStack({
    port: 0,
    catalog: [],
    stateDirectory: join(directory.path, '.spillway'),
    log: (line) => lines.push(line),
    onAccess: ({ method, rule, target, function: name, status }) =>
      accessLog.push({ method, rule, target, function: name, status }),
    ...options,
  });
  return {
    ...stack,
    directory: directory.path,
    watch: async (act) => {
      const before = accessLog.length;
      const result = await act();
      await quiet(accessLog);
      return [result, accessLog.slice(before)];
    },
    stop: async () => {
      await stack.stop();
      await directory.remove();
    },
  };
}

/** A stage of a test's own. */
interface OwnStage {
  readonly name: string;
  /** The stage file, as YAML. */
  readonly stage: string;
  /** What is published at the start, as YAML. */
  readonly documents: string;
}

/** Starts a local stack of a stage that the test wrote, with documents that the test wrote. */
export async function startStageStack(
  { name, stage, documents }: OwnStage,
  options: LocalStackOptions = {},
): Promise<TestStack> {
  const directory = await temporaryDirectory();
  const [stages, catalog] = [join(directory.path, 'stages'), join(directory.path, 'documents')];
  await Promise.all([stages, catalog].map((path) => mkdir(path)));
  await writeFile(join(stages, `${name}.yaml`), stage);
  await writeFile(join(catalog, 'documents.yaml'), documents);
  const own = { stage: name, stages: relative(REPOSITORY_ROOT, stages), catalog: [catalog] };
  const stack = await startTestStack({ ...options, ...own });
  return {
    ...stack,
    stop: async () => {
      await stack.stop();
      await directory.remove();
    },
  };
}

async function quiet(log: readonly Served[]): Promise<void> {
  let seen = -1;
  while (log.length !== seen) {
    seen = log.length;
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}
