import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareGraphql } from '../../../../lambda/targets/graphql/index.ts';
import type { CallContext, TargetTool } from '../../../../lambda/targets/types.ts';
import { startUpstream, type Upstream } from '../http/upstream.ts';
import { allParts, callContext, environment, toolOf } from '../support.ts';

/** A response of a GraphQL API: a body with 200, or a status and a body. */
export type Answer = JsonObject | string | readonly [status: number, body: JsonObject];

/** A GraphQL API that gives its answers in turn, the last one again and again. */
export function startApi(answers: readonly Answer[], contentType = 'application/json'): Promise<Upstream> {
  let turn = 0;
  return startUpstream((_, response) => {
    const given = answers[Math.min(turn, answers.length - 1)] ?? {};
    turn += 1;
    const [status, body] = isPair(given) ? given : [200, given];
    response.writeHead(status, { 'content-type': contentType });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

const isPair = (answer: Answer): answer is readonly [number, JsonObject] => Array.isArray(answer);

/** A tool on an API. */
export function graphqlTool(api: Upstream, target: JsonObject, rest: Partial<TargetTool> = {}): TargetTool {
  return toolOf({ type: 'graphql', url: `${api.origin}/graphql`, query: '{ viewer { login } }', ...target }, rest);
}

/** Calls a tool for its parts, and for the texts of its result. */
export async function call(tool: TargetTool, args: JsonObject = {}, context: CallContext = callContext()) {
  const parts = await allParts(prepareGraphql(tool, environment())(args, context));
  const last = parts.at(-1);
  if (last?.type !== 'result') throw new Error('a call ends with its result');
  const texts = last.result.content.map((block) => (block.type === 'text' ? block.text : block.type));
  return { parts, result: last.result, texts };
}

/** The bodies that an API received. */
export function bodiesOf({ seen }: Upstream): readonly JsonObject[] {
  return seen.map(({ body }) => JSON.parse(body));
}
