import type { ApiGatewayEvent } from '../../lambda/edge/index.ts';
import { withPrelude } from '../support/sink.ts';
import type { Handler } from './handler.ts';

/** A server as a function from Request to Response, as the SDKs and `mcp-handler` provide it. */
export type Fetch = (request: Request) => Promise<Response>;

/** A minimal adapter from an API Gateway event to such a server. */
export function behindEvents(fetch: Fetch): Handler {
  return async (event, stream) => {
    const response = await fetch(toRequest(event));
    const body = await response.text();
    const out = withPrelude(stream, { statusCode: response.status, headers: Object.fromEntries(response.headers) });
    out.write(body);
    out.end();
  };
}

function toRequest({ pathParameters, httpMethod, headers, body }: ApiGatewayEvent): Request {
  return new Request(`https://mcp.example.com/${pathParameters?.proxy ?? ''}`, {
    method: httpMethod,
    headers: headers as Record<string, string>,
    body,
  });
}
