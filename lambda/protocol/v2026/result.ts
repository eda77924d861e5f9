import type { ServerView } from '../../catalog/types.ts';
import { META } from '../../mcp/index.ts';

const tails = new WeakMap<ServerView, string>();

/**
 * Returns the end of every response: `resultType` and the server's info. spec: basic/index#result-types, basic/index#_meta
 * It follows at least one member of the result, and closes the result and the response.
 */
export function resultTail(view: ServerView, resultType = 'complete'): string {
  let tail = tails.get(view);
  if (tail === undefined) {
    tail = `","_meta":{"${META.serverInfo}":${JSON.stringify(view.info)}}}}`;
    tails.set(view, tail);
  }
  return `,"resultType":"${resultType}${tail}`;
}

/** Returns the text of a complete response from the JSON text of a result, which may be empty. */
export function completeResult(head: string, text: string, view: ServerView): string {
  const tail = resultTail(view);
  // An empty object has no member that the comma could follow.
  return text === '{}' ? `${head}{${tail.slice(1)}` : head + text.slice(0, -1) + tail;
}
