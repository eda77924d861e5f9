import { type AlbRequest, headerValue, queryPairs } from '../alb/index.ts';
import { groupByName } from '../http.ts';

/** The method, stage and path that a request matched. */
export interface ApiRoute {
  readonly apiId: string;
  readonly accountId: string;
  readonly region: string;
  readonly vpcEndpointId: string;
  readonly stage: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly resourceId: string;
  /** Path template, for example `/{proxy+}`. */
  readonly resourcePath: string;
  /** Path below the stage. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly requestId: string;
}

/**
 * The event of a proxy integration, payload version 1.0. Header names keep the client's case, single-value members contain the
 * last value, and query parameters are decoded.
 *
 * AWS: "Input format of a Lambda function for proxy integration".
 *
 * @param isBinary whether the API treats the request's media type as binary
 */
export function proxyEvent(
  request: AlbRequest,
  route: ApiRoute,
  body: Buffer,
  isBinary: boolean,
): Record<string, unknown> {
  const query = queryPairs(request.query).map(([key, value]) => [decoded(key), decoded(value)] as const);
  const headers = [...request.headers, ['x-amzn-vpce-id', route.vpcEndpointId] as const];
  const domainName = headerValue(request, 'host') ?? '';
  return {
    resource: route.resourcePath,
    path: route.path,
    httpMethod: request.method,
    headers: Object.fromEntries(headers),
    multiValueHeaders: groupByName(headers),
    queryStringParameters: query.length > 0 ? Object.fromEntries(query) : null,
    multiValueQueryStringParameters: query.length > 0 ? groupByName(query) : null,
    pathParameters: Object.keys(route.pathParameters).length > 0 ? route.pathParameters : null,
    stageVariables: Object.keys(route.stageVariables).length > 0 ? route.stageVariables : null,
    requestContext: {
      accountId: route.accountId,
      apiId: route.apiId,
      domainName,
      domainPrefix: route.apiId,
      extendedRequestId: route.requestId,
      httpMethod: request.method,
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        sourceIp: request.sourceIp,
        user: null,
        userAgent: headerValue(request, 'user-agent') ?? null,
        userArn: null,
        vpceId: route.vpcEndpointId,
      },
      path: `/${route.stage}${route.path}`,
      protocol: 'HTTP/1.1',
      requestId: route.requestId,
      requestTimeEpoch: Date.now(),
      resourceId: route.resourceId,
      resourcePath: route.resourcePath,
      stage: route.stage,
    },
    body: body.length === 0 ? null : body.toString(isBinary ? 'base64' : 'utf8'),
    isBase64Encoded: isBinary && body.length > 0,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
