import type { CatalogReader, ServerView } from '../../catalog/types.ts';
import type { ToolResult } from '../../content/index.ts';
import {
  type CallContext,
  type InputRequiredPart,
  isParts,
  type Part,
  type Parts,
  type ProgressPart,
} from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import { missingCapabilities } from '../client-capabilities.ts';
import { endWith, LATE_MS } from '../operation/deadline.ts';
import type { Ended, Outcome } from '../operation/operation.ts';
import { errorResult } from '../operation/run.ts';
import { InvalidParams, MissingClientCapability, type RpcError } from '../rpc/errors.ts';
import type { PreparedTool } from '../tools/prepare.ts';
import { wrongArguments } from '../tools/questions.ts';
import { runTool, toolResultText } from '../tools/result.ts';
import { type Lease, TaskLost } from './lease.ts';
import { checkQuestions } from './limits.ts';
import type { Task, TaskError, TaskWork } from './task.ts';

/** How an attempt ended. */
export type AttemptEnd =
  | { readonly kind: 'result'; readonly text: string }
  | { readonly kind: 'questions'; readonly part: InputRequiredPart }
  | { readonly kind: 'error'; readonly error: TaskError }
  | { readonly kind: 'lost' };

/** What an attempt needs beside its task. */
export interface AttemptContext {
  readonly catalog: CatalogReader<PreparedTool>;
  readonly lease: Lease;
  readonly now: () => number;
  /** When this invocation has to be done with the target, epoch milliseconds. */
  readonly lastMoment: number;
  readonly toRpcError: (error: unknown) => RpcError;
}

/** Runs the tool of a task once. Never rejects: each way to end has its place in the task. */
export async function runAttempt(task: Task, work: TaskWork, context: AttemptContext): Promise<AttemptEnd> {
  try {
    const { view, tool } = await findTool(task, work, context.catalog);
    const ended = await callTarget(tool, task, work, view, context);
    if (!('type' in ended)) return { kind: 'result', text: await toolResultText(tool, ended, { streams: true }) };
    if (ended.type === 'task') throw new Error('a task within a task');
    checkQuestions(task, ended, tool.name);
    const missing = missingCapabilities(ended.inputRequests, work.capabilities);
    if (missing !== undefined) throw new MissingClientCapability(missing);
    return { kind: 'questions', part: ended };
  } catch (error) {
    if (error instanceof TaskLost) return { kind: 'lost' };
    // spec: ext-tasks, Task Execution Errors: what a tool says of itself is a result, also when it failed
    if (error instanceof ToolError) return { kind: 'result', text: errorResult(error.message) };
    const { code, message, data } = context.toRpcError(error);
    return { kind: 'error', error: { code, message, data } };
  }
}

/** The tool as it is now; it may have changed since it was called. */
async function findTool({ server }: Task, work: TaskWork, catalog: CatalogReader<PreparedTool>) {
  const view = await catalog.server(server);
  const tool = view && (await catalog.tool(view, work.tool));
  if (view === undefined || !tool?.scopes.every((scope) => work.scopes.includes(scope))) {
    throw new InvalidParams(`Unknown tool: ${work.tool}`);
  }
  tool.checkInput = await tool.checkInput;
  const wrong = tool.checkInput(work.args);
  if (wrong !== undefined) throw wrongArguments(tool.name, wrong);
  return { view, tool };
}

async function callTarget(
  tool: PreparedTool,
  { answers }: Task,
  work: TaskWork,
  view: ServerView,
  { catalog, lease, now, lastMoment }: AttemptContext,
): Promise<Ended> {
  const deadline = Math.min(now() + tool.timeoutMs, lastMoment);
  lease.endAt(deadline + LATE_MS);
  const given: CallContext = {
    deadline,
    resultBytes: tool.resultBytes,
    partials: false,
    server: view.server,
    secretHosts: async () => (await catalog.details(view)).hosts ?? [],
    inputResponses: answers.responses,
    state: answers.state,
    clientCapabilities: work.capabilities,
    trace: work.trace,
  };
  return lastOf(runTool(tool, work.args, given), lease);
}

async function lastOf(outcome: Outcome, lease: Lease): Promise<Ended> {
  const settled = outcome instanceof Promise ? await Promise.race([outcome, lease.stopped]) : outcome;
  return isParts(settled) ? readParts(settled, lease) : settled;
}

async function readParts(parts: Parts, lease: Lease): Promise<ToolResult | InputRequiredPart> {
  for await (const given of endWith(parts, lease.stopped)) {
    for (const part of isMany(given) ? given : [given]) {
      if (part.type === 'result') return part.result;
      if (part.type === 'input_required') return part;
      if (part.type === 'progress' && Number.isFinite(part.progress)) lease.say(progressText(part));
    }
  }
  throw new Error('a target ended without a result');
}

function isMany(given: Part | readonly Part[]): given is readonly Part[] {
  return Array.isArray(given);
}

function progressText({ message, progress, total }: ProgressPart): string {
  return message ?? (Number.isFinite(total) ? `${progress} of ${total}` : String(progress));
}
