import type { ToolResult } from '../../../lambda/content/blocks.ts';
import type { JsonObject } from '../../../lambda/json.ts';
import { isParts, type Part } from '../../../lambda/targets/parts.ts';
import type { CallContext, PreparedTarget, TargetEnvironment, TargetTool } from '../../../lambda/targets/types.ts';
import { WorkBudget } from '../../../lambda/work/index.ts';

/** An environment as the local stack gives it: upstreams on loopback are allowed, and nothing of AWS. */
export function environment(overrides: Partial<TargetEnvironment> = {}): TargetEnvironment {
  return {
    allowedNetworks: ['127.0.0.0/8', '::1/128'],
    loopback: true,
    aws: { functions: {}, tables: {}, roles: {}, secrets: { store: 'secrets-manager', prefix: 'spillway/test/' } },
    now: Date.now,
    ...overrides,
  };
}

/** A call that has `timeoutMs` milliseconds and `resultBytes` bytes, of a caller who wants partial results. */
export function callContext({
  timeoutMs = 5_000,
  resultBytes = 262_144,
  ...rest
}: Partial<CallContext> & { timeoutMs?: number } = {}): CallContext {
  return {
    caller: { id: 'somebody', claims: {} },
    deadline: Date.now() + timeoutMs,
    resultBytes,
    partials: true,
    server: 'test',
    secretHosts: () => [],
    work: new WorkBudget(),
    ...rest,
  };
}

/** A tool whose input schema does not matter to the test. */
export function toolOf(target: TargetTool['target'], rest: Partial<TargetTool> = {}): TargetTool {
  return { name: 'tool', input: { type: 'object' }, target, ...rest };
}

/** Calls a target for its result, whichever way it answers. */
export async function resultOf(run: PreparedTarget, args: JsonObject, context = callContext()): Promise<ToolResult> {
  const outcome = await run(args, context);
  if (!isParts(outcome)) return outcome;
  for await (const part of partsOf(outcome)) if (part.type === 'result') return part.result;
  throw new Error('the target ended without a result');
}

/** Every part that a call makes. */
export async function allParts(outcome: ReturnType<PreparedTarget>): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for await (const part of partsOf(outcome)) parts.push(part);
  return parts;
}

/** Every part that a call makes, one by one. */
export async function* partsOf(given: ReturnType<PreparedTarget>): AsyncGenerator<Part> {
  const outcome = await given;
  if (!isParts(outcome)) {
    yield { type: 'result', result: outcome };
    return;
  }
  for await (const some of outcome) yield* Array.isArray(some) ? some : [some];
}
