import type { CallOptions } from './call.ts';
import type { AwsCredentials } from './sign.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads from a function's environment where DynamoDB is, and as whom to ask.
 * AWS: lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime, sdkref/latest/guide/feature-ss-endpoints.html
 *
 * @throws Error naming the variable that is absent: the process is no Lambda function
 */
export function callOptions(environment: Environment): CallOptions {
  const region = required(environment, 'AWS_REGION');
  const endpoint = environment.AWS_ENDPOINT_URL_DYNAMODB ?? environment.AWS_ENDPOINT_URL ?? publicEndpoint(region);
  return { region, endpoint, credentials: () => readCredentials(environment) };
}

// AWS: general/latest/gr/ddb.html
function publicEndpoint(region: string): string {
  return `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function readCredentials(environment: Environment): AwsCredentials {
  return {
    accessKeyId: required(environment, 'AWS_ACCESS_KEY_ID'),
    secretAccessKey: required(environment, 'AWS_SECRET_ACCESS_KEY'),
    sessionToken: environment.AWS_SESSION_TOKEN,
  };
}

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (!value) throw new Error(`${name} is not set: the catalogue is read from within a Lambda function`);
  return value;
}
