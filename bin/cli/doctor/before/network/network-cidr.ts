import { stackNames } from '../../../../../lib/names.ts';
import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import type { BeforeContext } from '../context.ts';
import { isDeployed, stacksOf } from '../stage/read-stacks.ts';

/** Whether a deployed stage keeps its VPC. The load balancer cannot move to another one, so the deployment would fail. */
export const networkCidr: Check<BeforeContext> = {
  id: 'network-cidr',
  title: 'VPC of the deployed stage',
  async run(context) {
    const { config, stage, aws } = context;
    const { network } = await stacksOf(context);
    const { passed, failed } = expecting('A deployed stage keeps its VPC.');
    if (!isDeployed(network)) return [passed('The stage is not deployed yet, so its VPC can still change.')];

    // CloudFormation tags what it creates.
    const { Vpcs: vpcs = [] } = await (await aws.ec2()).describeVpcs({
      Filters: [{ Name: 'tag:aws:cloudformation:stack-name', Values: [stackNames(stage).network] }],
    });
    const [vpc] = vpcs;
    const { cidr, existing } = config.network;
    const advice =
      'or destroy the stage and deploy it again: a load balancer cannot move to another VPC, so an update fails.';
    if (existing !== undefined) {
      if (vpc === undefined) return [passed(`The stage uses ${existing.vpcId}, and has no VPC of its own.`)];
      const fix = `Remove network.existing, ${advice}`;
      return [failed(`The deployed stage has a VPC of its own, ${vpc.VpcId}.`, { fix, key: 'network.existing' })];
    }
    if (vpc === undefined) {
      const fix = `Set network.existing to the deployed VPC again, ${advice}`;
      return [
        failed('The deployed stage has no VPC of its own, and this one creates one.', { fix, key: 'network.existing' }),
      ];
    }
    const seen = `The deployed VPC, ${vpc.VpcId}, has ${vpc.CidrBlock}, and network.cidr is ${cidr}.`;
    if (vpc.CidrBlock === cidr) return [passed(seen)];
    return [failed(seen, { fix: `Set network.cidr: ${vpc.CidrBlock}, ${advice}`, key: 'network.cidr' })];
  },
};
