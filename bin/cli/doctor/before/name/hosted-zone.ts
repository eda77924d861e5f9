import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import { isNamed } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';

/** Whether the hosted zone that gets the record and validates the certificate exists. */
export const hostedZone: Check<BeforeContext> = {
  id: 'hosted-zone',
  title: 'Hosted zone',
  async run({ config, aws }) {
    const zone = config.edge.hostedZone;
    if (zone === undefined) {
      return [expecting('A stage with edge.hostedZone has the zone.').passed('This one does not set edge.hostedZone.')];
    }
    const { id, name } = zone;
    const { passed, failed } = expecting(`${id} is a public hosted zone of this account, named ${name}.`);
    const key = 'edge.hostedZone';
    const find = `aws route53 list-hosted-zones-by-name --dns-name ${name} shows the zones of this account`;
    const route53 = await aws.route53();
    try {
      const { HostedZone: found } = await route53.getHostedZone({ Id: id });
      const seen = `It is ${found?.Config?.PrivateZone ? 'private' : 'public'}, named ${found?.Name?.replace(/\.$/, '') ?? ''}.`;
      // ACM and the internet resolve public zones alone.
      if (found?.Config?.PrivateZone) return [failed(seen, { fix: `Set the ID of the public zone: ${find}.`, key })];
      if (found?.Name !== `${name}.`) return [failed(seen, { fix: `Set the ID and name of one zone: ${find}.`, key })];
      return [passed(seen)];
    } catch (error) {
      if (!isNamed(error, 'NoSuchHostedZone', 'InvalidInput')) throw error;
      return [failed('Route 53 has no such zone in this account.', { fix: `Set the ID of the zone: ${find}.`, key })];
    }
  },
};
