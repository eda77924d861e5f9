/** Monthly cost of an idle deployment: the resources of its templates that are billed by time, at list prices. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../lib/bundle.ts';
import type { Bench } from './support/bench.ts';
import { figure } from './support/result.ts';

/** Hours of a month in AWS's price examples: 365 days divided by twelve. */
const HOURS = 730;

/** USD per hour, us-east-1, list prices. */
const HOURLY = {
  /** aws.amazon.com/elasticloadbalancing/pricing */
  loadBalancer: 0.0225,
  /** aws.amazon.com/vpc/pricing, "Public IPv4 Address" */
  publicAddress: 0.005,
  /** aws.amazon.com/privatelink/pricing, an interface endpoint in one zone */
  endpointZone: 0.01,
};

/** USD per month, us-east-1, list prices. */
const MONTHLY = {
  /** aws.amazon.com/secrets-manager/pricing */
  secret: 0.4,
};

/** Resource types that are billed while idle and not part of the design; with one of them, the figures would be wrong. */
const UNEXPECTED = new Set([
  'AWS::EC2::NatGateway',
  'AWS::EC2::Instance',
  'AWS::ECS::Service',
  'AWS::KMS::Key',
  'AWS::WAFv2::WebACL',
]);

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export const idleCost: Bench = {
  name: 'idle-cost',
  title: 'Idle cost of a deployment, USD per month',
  async measure() {
    const resources = synthesize('prod');
    const unexpected = resources.find(({ Type }) => UNEXPECTED.has(Type));
    if (unexpected) throw new Error(`the template contains a ${unexpected.Type}, for which this bench has no price`);
    const provisioned = resources.find(({ Properties }) => Properties.BillingMode === 'PROVISIONED');
    if (provisioned)
      throw new Error('the template contains a table with provisioned capacity, which is billed by the hour');
    const balancers = resources.filter(({ Type }) => Type === 'AWS::ElasticLoadBalancingV2::LoadBalancer');
    const endpoints = resources.filter(
      ({ Type, Properties }) => Type === 'AWS::EC2::VPCEndpoint' && Properties.VpcEndpointType === 'Interface',
    );
    const secrets = resources.filter(({ Type }) => Type === 'AWS::SecretsManager::Secret');
    const costs = {
      'load balancer': balancers.length * HOURLY.loadBalancer * HOURS,
      'public addresses': zones(balancers, 'Subnets') * HOURLY.publicAddress * HOURS,
      'interface endpoint': zones(endpoints, 'SubnetIds') * HOURLY.endpointZone * HOURS,
      'signing key': secrets.length * MONTHLY.secret,
    };
    const total = Object.values(costs).reduce((sum, cost) => sum + cost, 0);
    return {
      method: [
        'Counted in the synthesized templates of the stage prod: load balancers, their zones (one public address each), zones of interface endpoints, and secrets.',
        `List prices of us-east-1, ${HOURS} hours per month: ${JSON.stringify(HOURLY)} USD per hour, ${JSON.stringify(MONTHLY)} USD per month.`,
        'Functions, API Gateway and on-demand tables cost nothing while idle; logs and tables are billed by their size.',
      ],
      figures: [...Object.entries(costs), ['total', total] as const].map(([name, cost]) => figure(name, 'USD', [cost])),
      pairs: [],
      claims: [{ claim: 'at most 39 USD per month', of: 'total', bound: 'at most', limit: 39 }],
    };
  },
};

function synthesize(stage: string): readonly Resource[] {
  const output = mkdtempSync(join(tmpdir(), 'spillway-idle-cost-'));
  try {
    execFileSync('cdk', ['synth', '-c', `stage=${stage}`, '-q', '-o', output], {
      cwd: REPOSITORY_ROOT,
      stdio: 'ignore',
    });
    return ['Network', 'Data', 'Service'].flatMap((stack): Resource[] => {
      const { Resources } = JSON.parse(readFileSync(join(output, `Spillway-${stage}-${stack}.template.json`), 'utf8'));
      return Object.values<Partial<Resource>>(Resources).map(({ Type = '', Properties = {} }) => ({
        Type,
        Properties,
      }));
    });
  } finally {
    rmSync(output, { recursive: true });
  }
}

function zones(resources: readonly Resource[], property: string): number {
  return resources.reduce((sum, { Properties }) => sum + (Properties[property] as readonly unknown[]).length, 0);
}
