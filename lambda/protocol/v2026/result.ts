import type { ServerView } from '../../catalog/types.ts';
import { META } from '../../mcp/index.ts';

const tails = new WeakMap<ServerView, string>();

/**
 * What ends every response: `resultType`, and who answered. spec: basic/index#result-types, basic/index#_meta
 * Follows at least one member of the result; closes result and response.
 */
export function resultTail(view: ServerView, resultType = 'complete'): string {
  let tail = tails.get(view);
  if (tail === undefined) {
    tail = `","_meta":{"${META.serverInfo}":${JSON.stringify(view.info)}}}}`;
    tails.set(view, tail);
  }
  return `,"resultType":"${resultType}${tail}`;
}

/** A whole response of a result that has a member or none. */
export function completeResult(head: string, text: string, view: ServerView): string {
  const tail = resultTail(view);
  // An empty object has no member that the comma could follow.
  return text === '{}' ? `${head}{${tail.slice(1)}` : head + text.slice(0, -1) + tail;
}
