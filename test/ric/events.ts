import type { AlbEvent, ApiGatewayEvent } from '../../lambda/edge/index.ts';
import type { AgentRequest } from '../e2e/support/requests.ts';
import { SERVER } from './documents.ts';

/** The event that the private API makes of a request to the server of the checks. */
export function apiGatewayEvent({ headers, body }: AgentRequest): ApiGatewayEvent {
  return {
    httpMethod: 'POST',
    pathParameters: { proxy: `mcp/${SERVER}` },
    requestContext: { identity: { sourceIp: '10.0.1.17' } },
    headers,
    body,
    isBase64Encoded: false,
  };
}

/** The event that the load balancer makes of it. */
export function albEvent({ headers, body }: AgentRequest): AlbEvent {
  const targetGroupArn = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/direct/1';
  return {
    requestContext: { elb: { targetGroupArn } },
    httpMethod: 'POST',
    path: `/mcp/${SERVER}`,
    queryStringParameters: {},
    headers,
    body,
    isBase64Encoded: false,
  };
}
