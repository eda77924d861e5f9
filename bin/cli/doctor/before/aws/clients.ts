import type { ACM } from '@aws-sdk/client-acm';
import type { APIGateway } from '@aws-sdk/client-api-gateway';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { Route53 } from '@aws-sdk/client-route-53';
import type { ServiceQuotas } from '@aws-sdk/client-service-quotas';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { namesUnread } from './errors.ts';

/** Clients of the account. Each is loaded when a check first needs it: EC2's takes a quarter of a second. */
export interface AwsClients {
  acm(): Promise<ACM>;
  apiGateway(): Promise<APIGateway>;
  cloudFormation(): Promise<CloudFormation>;
  dynamoDb(): Promise<DynamoDB>;
  ec2(): Promise<EC2>;
  elasticLoadBalancing(): Promise<ElasticLoadBalancingV2>;
  lambda(): Promise<Lambda>;
  route53(): Promise<Route53>;
  serviceQuotas(): Promise<ServiceQuotas>;
  ssm(): Promise<SSM>;
  sts(): Promise<STS>;
  /** Closes their connections. */
  close(): void;
}

/** Where the services are, and who calls them. */
interface ClientSettings {
  readonly region: string;
  /** URL of all services. @default those of the Region, or `AWS_ENDPOINT_URL` and its like */
  readonly endpoint?: string | undefined;
  /** @default those that the AWS SDK finds: variables, profile, SSO, instance */
  readonly credentials?: AwsCredentialIdentity | undefined;
}

/** The SDK repeats what was throttled or failed, three times in all. */
const ATTEMPTS = 3;
const CONNECT_MS = 3_000;
const RESPONSE_MS = 10_000;

/** Opens clients, which connect at their first call. */
export function openClients({ region, endpoint, credentials }: ClientSettings): AwsClients {
  const settings = {
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: RESPONSE_MS, throwOnRequestTimeout: true },
  };
  const opened: { destroy(): void }[] = [];

  /** Opens a client once. */
  function once<Client extends { destroy(): void }>(open: () => Promise<Client>): () => Promise<Client> {
    let client: Promise<Client> | undefined;
    return () => {
      client ??= open().then((made) => {
        opened.push(made);
        return made;
      });
      return client;
    };
  }

  return {
    acm: once(async () => namesUnread(new (await import('@aws-sdk/client-acm')).ACM(settings))),
    apiGateway: once(async () => namesUnread(new (await import('@aws-sdk/client-api-gateway')).APIGateway(settings))),
    cloudFormation: once(async () =>
      namesUnread(new (await import('@aws-sdk/client-cloudformation')).CloudFormation(settings)),
    ),
    dynamoDb: once(async () => namesUnread(new (await import('@aws-sdk/client-dynamodb')).DynamoDB(settings))),
    ec2: once(async () => namesUnread(new (await import('@aws-sdk/client-ec2')).EC2(settings))),
    elasticLoadBalancing: once(async () =>
      namesUnread(new (await import('@aws-sdk/client-elastic-load-balancing-v2')).ElasticLoadBalancingV2(settings)),
    ),
    lambda: once(async () => namesUnread(new (await import('@aws-sdk/client-lambda')).Lambda(settings))),
    route53: once(async () => namesUnread(new (await import('@aws-sdk/client-route-53')).Route53(settings))),
    serviceQuotas: once(async () =>
      namesUnread(new (await import('@aws-sdk/client-service-quotas')).ServiceQuotas(settings)),
    ),
    ssm: once(async () => namesUnread(new (await import('@aws-sdk/client-ssm')).SSM(settings))),
    sts: once(async () => namesUnread(new (await import('@aws-sdk/client-sts')).STS(settings))),
    close: () => {
      for (const client of opened) client.destroy();
    },
  };
}
