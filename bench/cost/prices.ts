/** List prices of us-east-1, each with the vendor's page that has it and the month in which it was read. */

/** A price in USD. */
interface Price {
  readonly usd: number;
  /** What the price is for. */
  readonly per: string;
  /** The vendor's page. */
  readonly source: string;
  /** Month in which the price was read, `YYYY-MM`. */
  readonly asOf: string;
}

const ELB = 'https://aws.amazon.com/elasticloadbalancing/pricing/';
const PRIVATE_LINK = 'https://aws.amazon.com/privatelink/pricing/';
const AGENT_CORE = 'https://aws.amazon.com/bedrock/agentcore/pricing/';

/** Every price that a bench uses. `docs/operating/cost.md` lists them. */
export const PRICES = {
  loadBalancer: { usd: 0.0225, per: 'hour of a load balancer', source: ELB, asOf: '2026-11' },
  capacityUnit: { usd: 0.008, per: 'hour of a load balancer capacity unit', source: ELB, asOf: '2026-11' },
  publicAddress: {
    usd: 0.005,
    per: 'hour of a public IPv4 address',
    source: 'https://aws.amazon.com/vpc/pricing/',
    asOf: '2026-11',
  },
  endpointZone: { usd: 0.01, per: 'hour of an interface endpoint in a zone', source: PRIVATE_LINK, asOf: '2026-11' },
  endpointGigabyte: { usd: 0.01, per: 'GB through an interface endpoint', source: PRIVATE_LINK, asOf: '2026-11' },
  secret: {
    usd: 0.4,
    per: 'month of a secret',
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
    asOf: '2026-11',
  },
  restRequests: {
    usd: 3.5,
    per: 'million requests to a REST API',
    source: 'https://aws.amazon.com/api-gateway/pricing/',
    asOf: '2026-11',
  },
  cloudFrontRequests: {
    usd: 1,
    per: 'million HTTPS requests to CloudFront, after 10 million a month',
    source: 'https://aws.amazon.com/cloudfront/pricing/',
    asOf: '2026-11',
  },
  agentCoreCalls: { usd: 5, per: 'million invocations of AgentCore Gateway', source: AGENT_CORE, asOf: '2026-03' },
  agentCorePolicies: {
    usd: 25,
    per: 'million authorization requests of AgentCore Policy',
    source: AGENT_CORE,
    asOf: '2026-03',
  },
} as const satisfies Readonly<Record<string, Price>>;

/** Hours of a month in AWS's price examples: 365 days divided by twelve. */
export const HOURS = 730;
