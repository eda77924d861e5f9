import type { JsonObject, Part, TextBlock } from '../../../../client/index.ts';
import type { Caller } from '../../../../examples/agent/agent.ts';

/** A call of a tool, as the agent made it. */
export interface SeenCall {
  readonly tool: string;
  readonly args: object;
}

/** What a tool sends, part by part, with what has to happen before a part is there. */
export type Tool = (args: JsonObject) => AsyncIterable<Part>;

/** The part that ends a call, with one text for each value. */
export function resultPart(...values: readonly unknown[]): Part {
  return { type: 'result', result: { content: values.map(textOf) } };
}

/** A partial result of one row. */
export function partialPart(seq: number, row: unknown): Part {
  return { type: 'partial', seq, content: [textOf(row)] };
}

function textOf(value: unknown): TextBlock {
  return { type: 'text', text: JSON.stringify(value) };
}

/** A client whose tools are functions, and the calls that it has seen. */
export function clientOf(tools: Readonly<Record<string, Tool>>): {
  readonly client: Caller;
  readonly seen: readonly SeenCall[];
} {
  const seen: SeenCall[] = [];
  const call: Caller['call'] = (_server, tool, args) => {
    const parts = async function* (): AsyncGenerator<Part> {
      seen.push({ tool, args });
      yield* tools[tool]?.(args) ?? [];
    };
    const iterator = parts();
    return {
      [Symbol.asyncIterator]: () => iterator,
      result: async () => {
        for await (const part of iterator) if (part.type === 'result') return part.result;
        throw new Error('the call ended without a result');
      },
    };
  };
  return { client: { call }, seen };
}
