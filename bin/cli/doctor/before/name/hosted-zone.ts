import type { Check, Outcome } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import { isNamed } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';

/** Whether the hosted zone that gets the record and validates the certificate exists. */
export const hostedZone: Check<BeforeContext> = {
  id: 'hosted-zone',
  title: 'Hosted zone',
  async run(context) {
    const zone = context.config.edge.hostedZone;
    if (zone === undefined) {
      return [expecting('The zone exists if the stage sets edge.hostedZone.').passed('It does not set it.')];
    }
    const { id, name } = zone;
    const { passed, failed } = expecting(`${id} is a public hosted zone of this account, named ${name}.`);
    const key = 'edge.hostedZone';
    const find = `aws route53 list-hosted-zones-by-name --dns-name ${name} shows the zones of this account`;
    const route53 = await context.aws.route53();
    try {
      const { HostedZone: found, DelegationSet: set } = await route53.getHostedZone({ Id: id });
      const seen = `It is ${found?.Config?.PrivateZone ? 'private' : 'public'}, named ${withoutDot(found?.Name)}.`;
      // ACM and the internet resolve public zones alone.
      if (found?.Config?.PrivateZone) return [failed(seen, { fix: `Set the ID of the public zone: ${find}.`, key })];
      if (found?.Name !== `${name}.`) return [failed(seen, { fix: `Set the ID and name of one zone: ${find}.`, key })];
      return [passed(seen), await delegation(context, name, set?.NameServers ?? [])];
    } catch (error) {
      if (!isNamed(error, 'NoSuchHostedZone', 'InvalidInput')) throw error;
      return [failed('Route 53 has no such zone in this account.', { fix: `Set the ID of the zone: ${find}.`, key })];
    }
  },
};

/** A zone that DNS does not lead to validates no certificate, and the deployment waits for it until it fails. */
async function delegation(context: BeforeContext, name: string, own: readonly string[]): Promise<Outcome> {
  const { passed, warned, skipped } = expecting(`DNS leads to this zone for ${name}.`);
  const key = 'edge.hostedZone';
  const listed = await context.findNameServers(name);
  if (listed === undefined) {
    return skipped('No DNS server of this machine answered.', { fix: `Compare with: dig NS ${name}`, key });
  }
  const servers = own.map(withoutDot);
  if (listed.some((server) => servers.includes(withoutDot(server)))) return passed(`It lists ${listed.join(', ')}.`);
  const seen = `It lists ${listed.join(', ') || 'no name server'} for ${name}, and the zone has ${servers.join(', ')}.`;
  const fix =
    `Set the name servers of the zone at the registrar of ${name}, or in its parent zone: without them, ACM does not validate the ` +
    'certificate, and the deployment waits for it until it fails. A resolver of your own network may differ from public DNS.';
  return warned(seen, { fix, key });
}

function withoutDot(name = ''): string {
  return name.toLowerCase().replace(/\.$/, '');
}
