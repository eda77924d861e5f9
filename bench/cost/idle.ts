/** What an idle deployment costs: the resources of its templates that are billed by time. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../lib/bundle.ts';
import { HOURS, PRICES } from './prices.ts';

/** Resource types that are billed while idle and not part of the design; with one of them, the figures would be wrong. */
const UNEXPECTED = new Set([
  'AWS::EC2::NatGateway',
  'AWS::EC2::Instance',
  'AWS::ECS::Service',
  'AWS::KMS::Key',
  'AWS::WAFv2::WebACL',
]);

/** A resource of a template. */
interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/**
 * Computes the monthly cost of each kind of resource.
 *
 * @param resources what {@link synthesize} returns
 * @returns USD per month by the name of the kind
 * @throws Error for a resource that is billed while idle and has no price here
 */
export function idleCosts(resources: readonly Resource[]): Readonly<Record<string, number>> {
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
  return {
    'load balancer': balancers.length * PRICES.loadBalancer.usd * HOURS,
    'public addresses': zones(balancers, 'Subnets') * PRICES.publicAddress.usd * HOURS,
    'interface endpoint': zones(endpoints, 'SubnetIds') * PRICES.endpointZone.usd * HOURS,
    'signing key': secrets.length * PRICES.secret.usd,
  };
}

/** Synthesizes a stage and returns the resources of all its stacks. */
export function synthesize(stage: string): readonly Resource[] {
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
