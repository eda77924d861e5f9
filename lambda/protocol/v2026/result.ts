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

/** How the text of a result begins that has `_meta` of its own: as its first member, with members in it. */
const OWN_META = '{"_meta":{';

/**
 * Returns the end of a complete response to an operation.
 *
 * @param text the JSON text of the result, which has a member
 * @param members further members, each after a comma
 */
export function resultEnd(text: string, members: string, view: ServerView): string {
  if (!text.startsWith(OWN_META)) return text.slice(0, -1) + members + resultTail(view);
  const info = `"${META.serverInfo}":${JSON.stringify(view.info)},`;
  return `${OWN_META}${info}${text.slice(OWN_META.length, -1)}${members},"resultType":"complete"}}`;
}

/** Returns the text of a complete response from the JSON text of a result, which may be empty. */
export function completeResult(head: string, text: string, view: ServerView): string {
  const tail = resultTail(view);
  // An empty object has no member that the comma could follow.
  return text === '{}' ? `${head}{${tail.slice(1)}` : head + text.slice(0, -1) + tail;
}
