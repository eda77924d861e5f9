import { parseCidr } from '../../../../../lib/config/networks.ts';
import type { Check, Outcome } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import { allPages, isNamed } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';
import { isDeployed, stacksOf } from '../stage/read-stacks.ts';
import { quotaIncrease } from './quota-increase.ts';

/** A quota of VPC, and its default, which applies where the account has no value of its own. */
interface Quota {
  readonly code: string;
  readonly byDefault: number;
}

/** AWS: vpc/latest/userguide/amazon-vpc-limits.html */
const VPCS: Quota = { code: 'L-F678F1CE', byDefault: 5 };
const RULES: Quota = { code: 'L-0EA8095F', byDefault: 60 };

/** Whether the quotas of the account admit what the stage creates. */
export const quotas: Check<BeforeContext> = {
  id: 'quotas',
  title: 'Quotas of VPC',
  run: async (context) => [await vpcs(context), await rules(context)],
};

async function vpcs(context: BeforeContext): Promise<Outcome> {
  const { config, aws } = context;
  const { passed, failed } = expecting(`The Region has room for the stage's VPC.`);
  if (config.network.existing !== undefined) return passed('The stage uses network.existing, and creates no VPC.');
  const { network } = await stacksOf(context);
  if (isDeployed(network)) return passed(`${network.name} has its VPC already.`);
  const limit = await quotaOf(context, VPCS);
  const ec2 = await aws.ec2();
  const pages = await allPages((NextToken) => ec2.describeVpcs({ NextToken }));
  const count = pages.flatMap(({ Vpcs: found = [] }) => found).length;
  const seen = `${config.region} has ${count} of at most ${limit} VPCs.`;
  if (count < limit) return passed(seen);
  const fix = `Delete a VPC that nothing uses, set network.existing, or request a quota: ${quotaIncrease({ region: config.region, service: 'vpc', code: VPCS.code }, count + 1)}`;
  return failed(seen, { fix, key: 'network.existing' });
}

/** A rule for each block. EC2 counts IPv4 and IPv6 separately. */
async function rules(context: BeforeContext): Promise<Outcome> {
  const { config } = context;
  const limit = await quotaOf(context, RULES);
  const counts = ([4, 6] as const).map(
    (family) => config.edge.allowedCidrs.filter((cidr) => parseCidr(cidr)?.family === family).length,
  );
  const { passed, failed } = expecting('A security group has room for a rule for each block of edge.allowedCidrs.');
  const seen = `${counts[0]} IPv4 and ${counts[1]} IPv6 blocks; a security group takes ${limit} rules of each.`;
  const most = Math.max(...counts);
  if (most <= limit) return passed(seen);
  const fix = `Replace neighbouring blocks with a wider one, or request a quota: ${quotaIncrease({ region: config.region, service: 'vpc', code: RULES.code }, most)}`;
  return failed(seen, { fix, key: 'edge.allowedCidrs' });
}

async function quotaOf({ aws }: BeforeContext, { code, byDefault }: Quota): Promise<number> {
  const serviceQuotas = await aws.serviceQuotas();
  try {
    const { Quota: quota } = await serviceQuotas.getServiceQuota({ ServiceCode: 'vpc', QuotaCode: code });
    return quota?.Value ?? byDefault;
  } catch (error) {
    if (isNamed(error, 'NoSuchResourceException')) return byDefault;
    throw error;
  }
}
