import type { Arrival } from './probe.ts';

/** A block of an event stream. */
export interface SseBlock {
  /** The data of an event; `undefined` for a comment, which clients ignore. */
  readonly data: string | undefined;
  /** When its last byte arrived, in milliseconds since the request began. */
  readonly ms: number;
}

/** Splits an event stream into its blocks, in their order. */
export function sseArrivals(arrivals: readonly Arrival[]): readonly SseBlock[] {
  const found: SseBlock[] = [];
  let rest = '';
  for (const { text, ms } of arrivals) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    found.push(...blocks.map((block) => ({ data: dataOf(block), ms })));
  }
  return found;
}

function dataOf(block: string): string | undefined {
  const lines = block.split('\n').filter((line) => line.startsWith('data:'));
  return lines.length === 0 ? undefined : lines.map((line) => line.slice('data:'.length).trim()).join('\n');
}
