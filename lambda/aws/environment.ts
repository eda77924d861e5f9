import type { AwsCredentials } from './sign.ts';

/** A process's environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A service by the two names that it goes by. */
export interface ServiceName {
  /** In host names and signatures: `dynamodb`. */
  readonly host: string;
  /** In environment variables: `DYNAMODB`. AWS: sdkref/latest/guide/ss-endpoints-table.html */
  readonly variable: string;
}

/** Where a service is, and as whom to ask. */
export interface Endpoint {
  readonly region: string;
  /** URL; plain HTTP is for look-alikes on this machine. */
  readonly url: string;
  /** Credentials as they are now. */
  readonly credentials: () => AwsCredentials;
}

/**
 * Reads from a function's environment where a service is, and as whom to ask.
 * AWS: lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime, sdkref/latest/guide/feature-ss-endpoints.html
 *
 * @param region where it is; default: the function's own Region
 * @throws Error naming the variable that is absent: the process is no Lambda function
 */
export function endpointOf(service: ServiceName, environment: Environment, region?: string): Endpoint {
  const where = region ?? required(environment, 'AWS_REGION');
  const named = environment[`AWS_ENDPOINT_URL_${service.variable}`] ?? environment.AWS_ENDPOINT_URL;
  const url = named ?? publicEndpoint(service.host, where);
  return { region: where, url, credentials: () => readCredentials(environment) };
}

/**
 * The Region that an ARN names.
 *
 * @param name an ARN or a plain name
 * @returns `undefined` when the name says none
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
  if (!value) throw new Error(`${name} is not set: AWS is called from within a Lambda function`);
  return value;
}
