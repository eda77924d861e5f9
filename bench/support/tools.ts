import type { TargetDocument, ToolDocument } from '../../lambda/catalog/index.ts';
import { ANSWER_TEXT, HTTP_FILTER, HTTP_ORDERS, NESTED, ORDERS, SERVER, type Workload } from './workload.ts';

/** The Tool document of a workload; its default target returns a fixed text. */
export function toolDocument(
  { name, description, input }: Workload,
  target: TargetDocument = { type: 'static', text: ANSWER_TEXT },
): ToolDocument {
  return { kind: 'Tool', server: SERVER, name, description, input, target };
}

/**
 * An `http` target with one argument in the path, another in the query, and a part of the response as its result.
 *
 * @param origin the upstream, for example `http://127.0.0.1:8080`
 * @param result the expression that selects the result from the response
 */
function httpTarget(origin: string, result = '{% $response.body.items %}'): TargetDocument {
  return {
    type: 'http',
    method: 'GET',
    url: `${origin}/customers/{customer}/orders`,
    query: { limit: '{% $args.limit %}' },
    headers: { accept: 'application/json' },
    result,
  };
}

/** Every tool of the bench `calls`. */
export function callTools(origin: string): readonly ToolDocument[] {
  return [
    toolDocument(ORDERS),
    toolDocument(NESTED),
    toolDocument(HTTP_ORDERS, httpTarget(origin)),
    toolDocument(HTTP_FILTER, httpTarget(origin, '{% $response.body.items[total > 10] %}')),
  ];
}
