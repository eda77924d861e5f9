import { contextOf, type ToolContext } from './context.ts';
import { ToolFailure } from './failure.ts';
import { type Output, type Part, resultOf } from './parts.ts';
import type { StreamingHandler } from './runtime.ts';
import { type Invocation, serve } from './serve.ts';
import type { Line } from './wire.ts';

/**
 * A tool: an async generator that yields parts and returns the result, or an async function that returns the result.
 *
 * @typeParam Arguments the arguments that the `input` schema of the Tool document accepts
 */
export type Tool<Arguments> = (
  args: Arguments,
  context: ToolContext,
) => AsyncGenerator<Part, Output, void> | Promise<Output>;

/**
 * Creates a Lambda handler for a tool. Each part is sent before the tool produces the next one.
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
    if ('list' in document) throw new ToolFailure('This function is a single tool and cannot list its tools.');
    const outcome = tool(document.arguments as Arguments, contextOf(document, invocation));
    yield resultOf(Symbol.asyncIterator in outcome ? yield* outcome : await outcome);
  });
}
