import type { Arrival } from './probe.ts';

/** When the parts of an event stream were complete, in milliseconds since the request began. */
export interface SseArrivals {
  /** Each event, with its data. */
  readonly events: readonly { readonly data: string; readonly ms: number }[];
  /** Each comment, which clients ignore. */
  readonly comments: readonly number[];
}

/** Splits an event stream into its blocks, each with the time at which its last byte arrived. */
export function sseArrivals(arrivals: readonly Arrival[]): SseArrivals {
  const events: { data: string; ms: number }[] = [];
  const comments: number[] = [];
  let rest = '';
  for (const { text, ms } of arrivals) {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice('data:'.length).trim());
      if (data.length > 0) events.push({ data: data.join('\n'), ms });
      else if (lines.some((line) => line.startsWith(':'))) comments.push(ms);
    }
  }
  return { events, comments };
}
