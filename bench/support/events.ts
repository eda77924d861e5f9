import type { JsonObject } from '../../lambda/json.ts';
import { SERVER } from './workload.ts';

/** A protocol revision of requests. */
export type Revision = '2026-07-28' | '2025-11-25';

/** One JSON-RPC request, for an event. */
export interface RpcRequest {
  readonly method: 'tools/call' | 'tools/list';
  readonly params: JsonObject;
  readonly id: number;
  /** @default the server that most benches publish */
  readonly server?: string;
  /** Credentials, and other headers that not every request has. */
  readonly headers?: Readonly<Record<string, string>>;
}

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
  'io.modelcontextprotocol/clientInfo': { name: 'bench-agent', version: '1.4.2' },
};

/** The event of a REST API's proxy integration, with the members and headers of a real event. */
export function apiGatewayEvent(request: RpcRequest, revision: Revision = '2026-07-28') {
  const headers = requestHeaders(request, revision);
  const body = JSON.stringify(rpcBody(request, revision));
  return fresh({
    resource: '/{proxy+}',
    path: pathOf(request),
    httpMethod: 'POST',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: { proxy: pathOf(request).slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      stage: 'v1',
      httpMethod: 'POST',
      resourcePath: '/{proxy+}',
      identity: { sourceIp: '10.0.1.17', userAgent: 'node', vpceId: 'vpce-0123456789abcdef0' },
      requestId: `c6af9ac6-7b61-11e6-9a41-${String(request.id).padStart(12, '0')}`,
    },
    body,
    isBase64Encoded: false,
  });
}

/** The event of an ALB's lambda target, with single-value headers. */
export function albEvent(request: RpcRequest, revision: Revision = '2026-07-28') {
  return fresh({
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/d/1' },
    },
    httpMethod: 'POST',
    path: pathOf(request),
    queryStringParameters: {},
    headers: requestHeaders(request, revision),
    body: JSON.stringify(rpcBody(request, revision)),
    isBase64Encoded: false,
  });
}

function pathOf({ server = SERVER }: RpcRequest): string {
  return `/mcp/${server}`;
}

function rpcBody({ id, method, params }: RpcRequest, revision: Revision): JsonObject {
  return { jsonrpc: '2.0', id, method, params: revision === '2026-07-28' ? { ...params, _meta: META } : params };
}

function requestHeaders({ method, params, headers }: RpcRequest, revision: Revision): Record<string, string> {
  return {
    accept: 'application/json, text/event-stream',
    'accept-encoding': 'gzip, deflate',
    'accept-language': '*',
    'content-type': 'application/json',
    Host: 'mcp.example.com',
    'mcp-method': method,
    ...(typeof params.name === 'string' && { 'mcp-name': params.name }),
    'mcp-protocol-version': revision,
    'sec-fetch-mode': 'cors',
    'User-Agent': 'node',
    'X-Amzn-Trace-Id': 'Root=1-67891233-abcdef012345678912345678',
    'X-Forwarded-For': '203.0.113.24',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
    ...headers,
  };
}

/** Rebuilds the event as `JSON.parse` does in a function: the literals of this file would share strings and object shapes. */
function fresh<E>(event: E): E {
  return JSON.parse(JSON.stringify(event));
}
