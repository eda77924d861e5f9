import type { TargetResponse } from '../alb/index.ts';
import type { HeaderLine } from '../http.ts';
import type { Properties } from '../template/index.ts';

/** The gateway response types that occur in the local stack. */
export type GatewayResponseType =
  | 'API_CONFIGURATION_ERROR'
  | 'DEFAULT_4XX'
  | 'DEFAULT_5XX'
  | 'INTEGRATION_FAILURE'
  | 'INTEGRATION_TIMEOUT'
  | 'MISSING_AUTHENTICATION_TOKEN'
  | 'REQUEST_TOO_LARGE';

/** One `AWS::ApiGateway::GatewayResponse`. */
interface GatewayResponse {
  readonly status: number | undefined;
  readonly headers: readonly HeaderLine[];
  readonly template: string | undefined;
}

/** The gateway responses of the templates, by type. */
export type GatewayResponses = ReadonlyMap<string, GatewayResponse>;

/** AWS: "Gateway response types for API Gateway": default status and message. */
const DEFAULTS: Readonly<Record<GatewayResponseType, readonly [status: number, message: string, parent: string]>> = {
  API_CONFIGURATION_ERROR: [500, 'Internal server error', 'DEFAULT_5XX'],
  DEFAULT_4XX: [400, 'Bad Request', 'DEFAULT_4XX'],
  DEFAULT_5XX: [500, 'Internal server error', 'DEFAULT_5XX'],
  INTEGRATION_FAILURE: [504, 'Internal server error', 'DEFAULT_5XX'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out', 'DEFAULT_5XX'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token', 'DEFAULT_4XX'],
  REQUEST_TOO_LARGE: [413, 'Request Entity Too Large', 'DEFAULT_4XX'],
};

const STATIC_HEADER = /^gatewayresponse\.header\.(.+)$/;
const VARIABLE = /\$context\.[A-Za-z.]+/g;
const KNOWN_VARIABLES = new Set([
  '$context.error.message',
  '$context.error.messageString',
  '$context.error.responseType',
  '$context.requestId',
]);

/**
 * Reads one gateway response.
 *
 * @throws TemplateError for a header that is not a quoted constant, or an unknown `$context` variable
 */
export function readGatewayResponse(properties: Properties): readonly [type: string, response: GatewayResponse] {
  properties.closed(['ResponseParameters', 'ResponseTemplates', 'ResponseType', 'RestApiId', 'StatusCode']);
  const headers = Object.entries(properties.texts('ResponseParameters')).map(([parameter, value]): HeaderLine => {
    const name = STATIC_HEADER.exec(parameter)?.[1];
    const constant = /^'(.*)'$/.exec(value)?.[1];
    if (name !== undefined && constant !== undefined) return [name, constant];
    return properties.fail('ResponseParameters', `${parameter}: only quoted constants are emulated, not ${value}`);
  });
  const templates = properties.optionalObject('ResponseTemplates')?.closed(['application/json']);
  const template = templates?.optionalString('application/json');
  const unknown = template?.match(VARIABLE)?.find((variable) => !KNOWN_VARIABLES.has(variable));
  if (unknown !== undefined) {
    properties.fail(
      'ResponseTemplates',
      `${unknown} is not emulated`,
      'Add it to local/private-api/gateway-response.ts',
    );
  }
  return [properties.string('ResponseType'), { status: properties.optionalNumber('StatusCode'), headers, template }];
}

/**
 * Builds a gateway response: the template's response for this type, else the one for its family, else API Gateway's default.
 *
 * @param status in place of the type's default, for example 502 for a failed function
 */
export function gatewayResponse(
  responses: GatewayResponses,
  type: GatewayResponseType,
  requestId: string,
  status?: number,
): TargetResponse {
  const [defaultStatus, message, parent] = DEFAULTS[type];
  const own = responses.get(type) ?? responses.get(parent);
  const values: Readonly<Record<string, string>> = {
    '$context.error.message': message,
    '$context.error.messageString': JSON.stringify(message),
    '$context.error.responseType': type,
    '$context.requestId': requestId,
  };
  const template = own?.template ?? '{"message":$context.error.messageString}';
  return {
    status: own?.status ?? status ?? defaultStatus,
    headers: [['Content-Type', 'application/json'], ['x-amzn-RequestId', requestId], ...(own?.headers ?? [])],
    body: template.replace(VARIABLE, (variable) => values[variable] ?? ''),
  };
}
