import { contextOf, type ToolContext } from './context.ts';
import { ToolFailure } from './failure.ts';
import { type Output, type Part, resultOf } from './parts.ts';
import type { StreamingHandler } from './runtime.ts';
import { type Invocation, serve } from './serve.ts';
import type { Line } from './wire.ts';

/**
 * A tool: yields parts and returns its result, or is an async function that only returns one.
 *
 * @typeParam Arguments what the `input` schema of the Tool document lets through
 */
export type Tool<Arguments> = (
  args: Arguments,
  context: ToolContext,
) => AsyncGenerator<Part, Output, void> | Promise<Output>;

/**
 * Makes a tool the handler of a Lambda function. Each part leaves before the tool makes the next.
 *
 * @example
 * export const handler = defineTool<{ country: string }>(async function* ({ country }) {
 *   yield progress(1, 2);
 *   yield partial(`Looking at ${country}`);
 *   return { country, rank: 1 };
 * });
 */
export function defineTool<Arguments extends object = Readonly<Record<string, unknown>>>(
  tool: Tool<Arguments>,
): StreamingHandler {
  return serve(async function* (invocation: Invocation): AsyncGenerator<Line> {
    const { document } = invocation;
    if ('list' in document) throw new ToolFailure('This function is one tool, which does not describe itself.');
    const outcome = tool(document.arguments as Arguments, contextOf(document, invocation));
    yield resultOf(Symbol.asyncIterator in outcome ? yield* outcome : await outcome);
  });
}
