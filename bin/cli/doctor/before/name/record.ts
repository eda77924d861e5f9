import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import { isNamed } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';
import { isDeployed, stacksOf } from '../stage/read-stacks.ts';

/** Types of records that keep CloudFormation from creating the endpoint's own: the same type, or a CNAME, which excludes all others. */
const ADDRESS_TYPES = ['A', 'AAAA', 'CNAME'];

/** Whether the name of the endpoint is free in its hosted zone. Without a zone, the record follows the deployment. */
export const record: Check<BeforeContext> = {
  id: 'record',
  title: 'DNS record',
  async run(context) {
    const { config, aws } = context;
    const { domainName, hostedZone, ipAddressType } = config.edge;
    if (domainName === undefined || hostedZone === undefined) {
      const seen = 'It creates none: edge.hostedZone is not set.';
      return [expecting('The name is free if the deployment creates its record.').passed(seen)];
    }
    const { passed, failed } = expecting(
      `${hostedZone.name} has no address of ${domainName}, or the one that the stage created.`,
    );
    const { service } = await stacksOf(context);
    if (isDeployed(service)) return [passed(`${service.name} has its record already.`)];
    const route53 = await aws.route53();
    try {
      const { ResourceRecordSets: sets = [] } = await route53.listResourceRecordSets({
        HostedZoneId: hostedZone.id,
        StartRecordName: domainName,
        MaxItems: 100,
      });
      const taken = sets.filter(
        ({ Name: name, Type: type = '' }) =>
          name === `${domainName}.` &&
          ADDRESS_TYPES.includes(type) &&
          (type !== 'AAAA' || ipAddressType === 'dualstack'),
      );
      if (taken.length === 0) return [passed('The name is free.')];
      const seen = `It has ${taken.map(({ Type: type }) => type).join(' and ')} records of ${domainName}.`;
      const fix =
        'CloudFormation does not replace records of others: delete them in Route 53, or set another edge.domainName.';
      return [failed(seen, { fix, key: 'edge.domainName' })];
    } catch (error) {
      if (!isNamed(error, 'NoSuchHostedZone', 'InvalidInput')) throw error;
      return [
        expecting(`${hostedZone.id} exists.`).skipped('It does not.', {
          fix: 'See hosted-zone.',
          key: 'edge.hostedZone',
        }),
      ];
    }
  },
};
