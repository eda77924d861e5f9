import {
  type Call,
  type CallResult,
  type LogLevel,
  type Part,
  RequestRefused,
  receivedOf,
} from '../../../client/index.ts';
import { isJsonObject, TASKS_EXTENSION } from '../../../lambda/mcp/index.ts';
import { LOG_LEVELS } from '../../../lambda/targets/index.ts';
import { type CliContext, CommandFailed, Interrupted, UsageError } from '../context.ts';
import { readArguments, splitTarget } from './arguments.ts';
import { type ServerOptions, withServer } from './connect.ts';
import { contentText, isBinary } from './content.ts';
import { createDisplay } from './display.ts';
import { type Output, openOutput } from './output.ts';

/** Options of `call`. */
export interface CallCommandOptions extends ServerOptions {
  readonly args: string;
  readonly stream?: boolean;
  readonly log?: string;
  readonly output?: string;
  readonly task?: boolean;
}

/**
 * `spillway call SERVER/TOOL`: calls one tool as an agent would and prints what arrives.
 *
 * @throws CommandFailed when the tool fails, or cannot be called
 * @throws UsageError
 */
export async function callCommand(target: string, options: CallCommandOptions, context: CliContext): Promise<void> {
  const { server, name } = splitTarget(target, 'SERVER/TOOL');
  const { json = false, stream = false, task = false } = options;
  if (json && stream) throw new UsageError('pass either --json or --stream, not both');
  const logLevel = logLevelOf(options.log);
  const args = await readArguments(options.args, context);
  const output = await openOutput(options.output, context);

  const { drawOver, isWatched = false, stdout } = context;
  const display = createDisplay(context, { showsRows: isWatched && !json, isSaving: output !== undefined });
  const onPart = stream ? (part: Part) => stdout(JSON.stringify(asReceived(part))) : display.show;
  const progress = stream || drawOver !== undefined;
  // A client that reads no parts does not receive any.
  const readsParts = progress || logLevel !== undefined || isWatched;
  const result = await withServer(server, options, context, async ({ client, signal }) => {
    const attempt = (asTask: boolean) => {
      const call = client.call(server, name, args, {
        ...{ signal, progress, task: asTask },
        ...(logLevel && { logLevel }),
      });
      return readsParts ? readParts(call, onPart) : call.result();
    };
    try {
      // A task sends no rows, so the call becomes one only if the tool requires that. It is refused before anything is done.
      return await attempt(task).catch((error) => (requiresTask(error) ? attempt(true) : Promise.reject(error)));
    } catch (error) {
      return explainInterruption(error, context);
    } finally {
      display.end();
    }
  });

  if (json) stdout(JSON.stringify(receivedOf(result), undefined, 2));
  if (json || stream) return endDocument(result, output, context);
  if (result.isError === true) throw new CommandFailed(await contentText(result.content, output));
  const rest = display.rest(result.content);
  if (rest !== undefined) stdout(await contentText(rest, output));
  output?.finish();
}

function logLevelOf(given: string | undefined): LogLevel | undefined {
  if (given === undefined) return undefined;
  const level = LOG_LEVELS.find((each) => each === given);
  if (level === undefined) throw new UsageError(`--log must be one of ${LOG_LEVELS.join(', ')}; found ${given}`);
  return level;
}

async function readParts(call: Call, onPart: (part: Part) => void): Promise<CallResult> {
  for await (const part of call) onPart(part);
  return call.result();
}

/** Programs receive the result as the server sent it. */
function asReceived(part: Part) {
  return part.type === 'result' ? { ...part, result: receivedOf(part.result) } : part;
}

/** Whether the tool runs only as a task. */
function requiresTask(error: unknown): boolean {
  if (!(error instanceof RequestRefused) || !isJsonObject(error.data)) return false;
  const { requiredCapabilities } = error.data;
  const extensions = isJsonObject(requiredCapabilities) ? requiredCapabilities.extensions : undefined;
  return isJsonObject(extensions) && Object.hasOwn(extensions, TASKS_EXTENSION);
}

function explainInterruption(error: unknown, { drawOver, stderr }: CliContext): never {
  if (error instanceof Interrupted) {
    drawOver?.('');
    stderr('interrupted: the tool may have run; check before you call it again');
  }
  throw error;
}

/** Standard output is for programs: what people need to know goes to standard error. */
async function endDocument(
  { content, isError }: CallResult,
  output: Output | undefined,
  context: CliContext,
): Promise<void> {
  const binary = output === undefined ? [] : content.filter(isBinary);
  if (binary.length > 0) context.stderr(await contentText(binary, output));
  if (isError === true) throw new CommandFailed('the tool failed');
  output?.finish();
}
