import { type Answer, AwsError, element, json } from './wire.ts';
import type { World } from './world.ts';

/** An operation of a REST protocol: the IAM action that it needs, and its answer. */
export interface RestOperation {
  readonly action: string;
  readonly answer: (world: World) => Answer;
}

/** Finds the operation of a request to API Gateway, Lambda or Route 53. */
export function restOperation(path: string): RestOperation | undefined {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  for (const [pattern, action, answer] of OPERATIONS) {
    const match = pattern.exec(pathname);
    if (match) return { action, answer: (world) => answer(world, decodeURIComponent(match[1] ?? ''), searchParams) };
  }
  return undefined;
}

/** Those of a public zone. */
const NAME_SERVERS = ['ns-1.awsdns-01.org', 'ns-2.awsdns-02.co.uk'];

type RestAnswer = (world: World, id: string, query: URLSearchParams) => Answer;

const OPERATIONS: readonly (readonly [pattern: RegExp, action: string, answer: RestAnswer])[] = [
  // apigateway/latest/api/API_GetAccount.html
  [
    /^\/account$/,
    'apigateway:GET',
    ({ accountRole }) =>
      json({ cloudwatchRoleArn: accountRole, throttleSettings: { burstLimit: 5000, rateLimit: 10000 } }),
  ],
  // lambda/latest/api/API_GetAccountSettings.html
  [
    /^\/2016-08-19\/account-settings\/?$/,
    'lambda:GetAccountSettings',
    ({ lambda: { quota, unreserved } }) =>
      json({
        AccountLimit: { ConcurrentExecutions: quota, UnreservedConcurrentExecutions: unreserved },
        AccountUsage: { FunctionCount: 3 },
      }),
  ],
  // lambda/latest/api/API_GetFunctionConcurrency.html
  [
    /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/,
    'lambda:GetFunctionConcurrency',
    ({ lambda: { reserved } }, name) => json({ ReservedConcurrentExecutions: reserved[name] }),
  ],
  // Route53/latest/APIReference/API_GetHostedZone.html
  [
    /^\/2013-04-01\/hostedzone\/([^/]+)$/,
    'route53:GetHostedZone',
    (world, id) => {
      const { name, isPrivate = false, nameServers = NAME_SERVERS } = zoneOf(world, id);
      const zone = {
        Id: `/hostedzone/${id}`,
        Name: `${name}.`,
        CallerReference: '0',
        Config: { PrivateZone: isPrivate },
      };
      // A private zone has VPCs in place of name servers.
      const set = isPrivate ? undefined : { NameServers: nameServers };
      const body = { HostedZone: zone, DelegationSet: set };
      return { status: 200, body: element('GetHostedZoneResponse', body, 'NameServer') };
    },
  ],
  // Route53/latest/APIReference/API_ListResourceRecordSets.html
  [
    /^\/2013-04-01\/hostedzone\/([^/]+)\/rrset$/,
    'route53:ListResourceRecordSets',
    (world, id, query) => {
      const start = reversed(`${query.get('name') ?? ''}.`);
      const records = (zoneOf(world, id).records ?? [])
        .filter(({ name }) => reversed(name) >= start)
        .map(({ name, type }) => ({ Name: name, Type: type, TTL: 300 }));
      const body = {
        ResourceRecordSets: records.slice(0, Number(query.get('maxitems') ?? 300)),
        IsTruncated: false,
        MaxItems: 300,
      };
      return { status: 200, body: element('ListResourceRecordSetsResponse', body, 'ResourceRecordSet') };
    },
  ],
];

function zoneOf({ hostedZones }: World, id: string) {
  const zone = hostedZones[id];
  if (zone === undefined) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
  return zone;
}

/** Route 53 sorts names by their labels from the last one. */
function reversed(name: string): string {
  return name.toLowerCase().split('.').reverse().join('.');
}
