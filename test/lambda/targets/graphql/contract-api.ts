import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { gate } from '../gate.ts';
import type { Upstream } from '../http/upstream.ts';

/** Answers the last request of an upstream as a GraphQL API for the contract of targets. */
export async function answerGraphql({ seen }: Upstream, response: ServerResponse): Promise<void> {
  const { url = '', body = '' } = seen.at(-1) ?? {};
  const { query, variables } = JSON.parse(body);
  if (url === '/graphql-gated' && variables.after) await gate.pass(once(response, 'close'));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answerTo(url, query, variables)));
}

function answerTo(url: string, query: string, { after }: { readonly after?: string }) {
  if (url === '/graphql-errors') return { errors: [{ message: 'There is no field `name`.' }] };
  if (url === '/graphql-large') return { data: { name: 'x'.repeat(100_000) } };
  if (!query.includes('items')) return { data: { name: 'x' } };
  const pageInfo = after ? { hasNextPage: false, endCursor: 'b' } : { hasNextPage: true, endCursor: 'a' };
  return { data: { items: { nodes: [after ? 2 : 1], pageInfo } } };
}
