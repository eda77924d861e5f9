import type { CatalogReader } from '../../catalog/types.ts';
import type { ToolResult } from '../../content/index.ts';
import { withDefaults } from '../../schema/index.ts';
import type { State } from '../../state/index.ts';
import { type InputRequiredPart, isParts, type Parts, type ProgressPart } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import { WorkBudget } from '../../work/index.ts';
import type { Access } from '../access.ts';
import { missingCapabilities } from '../client-capabilities.ts';
import {
  type CallOrigin,
  callContextFor,
  type Ended,
  endWith,
  errorResult,
  LATE_MS,
  lastPart,
  type Outcome,
} from '../operation/index.ts';
import { InvalidParams, MissingClientCapability, type RpcError } from '../rpc/index.ts';
import { type PreparedTool, runTool, toolResultText, wrongArguments } from '../tools/index.ts';
import { type Lease, TaskLost } from './lease.ts';
import { checkQuestions } from './limits.ts';
import type { Task, TaskError, TaskWork } from './task.ts';

/** The end of an attempt. */
export type AttemptEnd =
  | { readonly kind: 'result'; readonly text: string; readonly isError?: boolean }
  | { readonly kind: 'questions'; readonly part: InputRequiredPart }
  | { readonly kind: 'error'; readonly error: TaskError }
  | { readonly kind: 'lost' };

/** Dependencies of an attempt. */
export interface AttemptContext {
  readonly catalog: CatalogReader<PreparedTool>;
  /** What the caller may do now; `undefined` if its credentials or the server are not valid any more. */
  readonly access: Access | undefined;
  readonly lease: Lease;
  /** Signs values that the caller of the task may hand back to its tool. */
  readonly state: Pick<State, 'tokens'>;
  readonly now: () => number;
  /** Deadline of the target in this invocation, epoch milliseconds. */
  readonly lastMoment: number;
  readonly toRpcError: (error: unknown) => RpcError;
}

/** Runs the tool of a task once. Never rejects: the task stores every kind of end. */
export async function runAttempt(task: Task, work: TaskWork, context: AttemptContext): Promise<AttemptEnd> {
  try {
    const budget = new WorkBudget();
    const { access, tool } = await findTool(task, context);
    await assertArguments(tool, work, budget);
    if (!isPermitted(task, tool, work, access)) throw new InvalidParams(lostBefore(task));
    const origin = {
      principal: access.principal,
      view: access.view,
      catalog: context.catalog,
      trace: work.trace,
      work: budget,
      state: context.state,
      now: context.now,
    };
    const ended = await callTarget({ tool, task, work }, origin, context);
    if (!('type' in ended))
      return {
        kind: 'result',
        text: await toolResultText(tool, ended, { streams: true }, budget),
        isError: ended.isError === true,
      };
    if (ended.type === 'task') throw new Error('a task within a task');
    checkQuestions(task, ended, tool.name);
    const missing = missingCapabilities(ended.inputRequests, work.capabilities);
    if (missing !== undefined) throw new MissingClientCapability(missing);
    return { kind: 'questions', part: ended };
  } catch (error) {
    if (error instanceof TaskLost) return { kind: 'lost' };
    // spec: ext-tasks, Task Execution Errors: a failure that the tool reports is a result too
    if (error instanceof ToolError) return { kind: 'result', text: errorResult(error.message), isError: true };
    const { code, message, data } = context.toRpcError(error);
    return { kind: 'error', error: { code, message, data } };
  }
}

/** Finds the current version of the tool, which may have changed since the call, and checks access again. */
async function findTool(task: Task, { access, catalog }: AttemptContext) {
  const tool = access && (await catalog.tool(access.view, task.tool));
  if (access === undefined || (tool && !access.isAllowed('tools', task.tool, tool.scopes))) {
    throw new InvalidParams(lostBefore(task));
  }
  if (tool === undefined) throw new InvalidParams(`Unknown tool: ${task.tool}`);
  return { access, tool };
}

function isPermitted({ tool: name }: Task, tool: PreparedTool, { args }: TaskWork, access: Access): boolean {
  return access.permits('tools', name, tool.scopes, access.isSelective ? withDefaults(args, tool.defaults) : args);
}

function lostBefore({ tool }: Task): string {
  return `The caller may not call tool ${tool} any more, or not with these arguments, so the task was not run.`;
}

/**
 * Decides again about a task whose tool has run, before its outcome is stored.
 *
 * @param access what the caller may do now; `undefined` if its credentials or the server are not valid any more
 * @returns the end that may be stored: the one given, or an error if the caller lost its rights meanwhile
 */
export async function permittedEnd(
  task: Task,
  work: TaskWork,
  end: AttemptEnd,
  { access, catalog }: Pick<AttemptContext, 'access' | 'catalog'>,
): Promise<AttemptEnd> {
  const tool = access && (await catalog.tool(access.view, task.tool));
  // A tool that was removed takes no rights away: its result belongs to a call that was allowed.
  const isAllowed =
    access !== undefined &&
    (tool === undefined
      ? access.isAllowed('tools', task.tool, task.scopes)
      : access.isAllowed('tools', task.tool, tool.scopes) && isPermitted(task, tool, work, access));
  return isAllowed ? end : withheld(task);
}

/** The end of a task whose outcome its caller may not have. */
export function withheld({ tool }: Task): AttemptEnd {
  const message =
    `The caller may not call tool ${tool} any more, or not with these arguments. ` +
    'The call may have been done; its result was discarded.';
  return { kind: 'error', error: { code: -32602, message } };
}

/** Checks the arguments against the tool's current schema. */
async function assertArguments(tool: PreparedTool, { args }: TaskWork, budget: WorkBudget): Promise<void> {
  const check = await tool.checkInput();
  const wrong = check(args, budget);
  if (wrong !== undefined) throw wrongArguments(tool.name, wrong);
}

async function callTarget(
  { tool, task, work }: { readonly tool: PreparedTool; readonly task: Task; readonly work: TaskWork },
  origin: CallOrigin,
  { lease, now, lastMoment }: AttemptContext,
): Promise<Ended> {
  const deadline = Math.min(now() + tool.timeoutMs, lastMoment);
  lease.endAt(deadline + LATE_MS);
  const { resultBytes } = tool;
  const call = callContextFor(origin, {
    deadline,
    resultBytes,
    subject: tool.name,
    capabilities: work.capabilities,
    answers: task.answers,
  });
  return lastOf(runTool(tool, work.args, call), lease);
}

async function lastOf(outcome: Outcome, lease: Lease): Promise<Ended> {
  const settled = outcome instanceof Promise ? await Promise.race([outcome, lease.stopped]) : outcome;
  return isParts(settled) ? readParts(settled, lease) : settled;
}

async function readParts(parts: Parts, lease: Lease): Promise<ToolResult | InputRequiredPart> {
  const last = await lastPart(endWith(parts, lease.stopped), (part) => {
    if (part.type === 'progress' && Number.isFinite(part.progress)) lease.report(progressText(part));
  });
  return last.type === 'result' ? last.result : last;
}

function progressText({ message, progress, total }: ProgressPart): string {
  return message ?? (Number.isFinite(total) ? `${progress} of ${total}` : String(progress));
}
