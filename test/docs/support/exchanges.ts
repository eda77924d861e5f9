import { isJsonObject, type JsonObject } from '../../../lambda/json.ts';
import { blocks, type Fence, fencesOf } from './document.ts';

/** One request that a page shows, with the traffic and the answer that follow it. */
export interface Exchange {
  readonly request: JsonObject;
  readonly fences: readonly Fence[];
}

/** Every request of a page, in order. */
export function exchangesOf(markdown: string): readonly Exchange[] {
  const exchanges: { request: JsonObject; fences: Fence[] }[] = [];
  for (const fence of fencesOf(markdown)) {
    if (fence.kind === 'json request') exchanges.push({ request: JSON.parse(fence.content), fences: [] });
    else if (fence.kind !== 'yaml') exchanges.at(-1)?.fences.push(fence);
  }
  return exchanges;
}

/** Headers that the request has besides those that every request has. */
export function headersOf(exchange: Exchange): Readonly<Record<string, string>> {
  const lines = blocks(exchange, 'http headers').flatMap((block) => block.split('\n'));
  return Object.fromEntries(lines.map((line) => line.split(': ', 2) as [string, string]));
}

/** The answer that a page shows: a result, or an error. */
export function answerOf(exchange: Exchange): JsonObject {
  const answers = ['result', 'error'].flatMap((kind) =>
    blocks(exchange, `json ${kind}`).map((content) => ({ [kind]: JSON.parse(content) })),
  );
  const [answer] = answers;
  if (!isJsonObject(answer) || answers.length > 1) throw new Error('a request has one answer, a result or an error');
  return answer;
}
