import type { AwsCredentials } from './sign.ts';

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The names of a service. */
export interface ServiceName {
  /** In host names and signatures: `dynamodb`. */
  readonly host: string;
  /** In environment variables: `DYNAMODB`. AWS: sdkref/latest/guide/ss-endpoints-table.html */
  readonly variable: string;
}

/** A service's endpoint and credentials. */
export interface Endpoint {
  readonly region: string;
  /** URL; plain HTTP only for look-alikes on this machine. */
  readonly url: string;
  /** Returns the current credentials. */
  readonly credentials: () => AwsCredentials;
}

/**
 * Reads a service's endpoint and credentials from a function's environment.
 * AWS: lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime, sdkref/latest/guide/feature-ss-endpoints.html
 *
 * @param region default: the function's own Region
 * @throws Error with the name of a missing variable: the process is not a Lambda function
 */
export function endpointOf(service: ServiceName, environment: Environment, region?: string): Endpoint {
  const where = region ?? required(environment, 'AWS_REGION');
  const named = environment[`AWS_ENDPOINT_URL_${service.variable}`] ?? environment.AWS_ENDPOINT_URL;
  const url = named ?? publicEndpoint(service.host, where);
  return { region: where, url, credentials: () => readCredentials(environment) };
}

/**
 * Returns the Region in an ARN.
 *
 * @param name an ARN or a plain name
 * @returns `undefined` when the name contains none
 */
export function regionOf(name: string): string | undefined {
  const [arn, , , region] = name.split(':', 4);
  return arn === 'arn' && region ? region : undefined;
}

// AWS: general/latest/gr/rande.html#regional-endpoints
function publicEndpoint(host: string, region: string): string {
  return `https://${host}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
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
  if (!value) throw new Error(`${name} is not set: only a Lambda function can call AWS`);
  return value;
}
