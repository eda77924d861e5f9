import { BlockList, isIP } from 'node:net';
import { isPrivate } from '../../../../../lib/config/checks/index.ts';
import type { Check, Outcome } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import type { BeforeContext } from '../context.ts';

/** Whether the operator can connect to what is deployed. Asks no service for the address: it is given, or one of this machine's. */
export const ownAddress: Check<BeforeContext> = {
  id: 'own-address',
  title: 'Your address',
  run: async (context) => [judge(context)],
};

const KEY = 'edge.allowedCidrs';

function judge({ config, ownAddress: given, interfaceAddresses }: BeforeContext): Outcome {
  const { allowedCidrs, scheme } = config.edge;
  const { passed, failed, skipped } = expecting('edge.allowedCidrs admits the address that you connect from.');
  if (given !== undefined && isIP(given) === 0) {
    const fix = 'Pass one address without a prefix, such as --my-address 203.0.113.7.';
    return skipped(`--my-address is ${JSON.stringify(given)}, which is not an address.`, { fix });
  }
  const blocks = blockList(allowedCidrs);
  const admits = (address: string) => blocks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  if (given !== undefined) {
    if (admits(given)) return passed(`It admits ${given}.`);
    const block = `${given}/${isIP(given) === 6 ? 128 : 32}`;
    return failed(`${allowedCidrs.join(', ')} does not admit ${given}.`, { fix: `Add ${block}.`, key: KEY });
  }
  if (allowedCidrs.includes('0.0.0.0/0')) return passed('It admits every IPv4 address.');

  // A machine behind NAT has none of its own that the internet sees. Clients of an internal load balancer use private ones.
  const own = interfaceAddresses().filter((address) => isIP(address) !== 0 && isReached(address, scheme));
  const admitted = own.find(admits);
  if (admitted !== undefined) return passed(`It admits ${admitted}, an address of this machine.`);
  const fix =
    scheme === 'internal'
      ? 'Run doctor again with --my-address and the address that you have in the network of the VPC.'
      : 'Run doctor again with --my-address and your public address, which https://checkip.amazonaws.com shows.';
  return skipped('Your address is not known here: doctor asks no service for it.', { fix, key: KEY });
}

/** Whether the load balancer can see an address of this machine. */
function isReached(address: string, scheme: BeforeContext['config']['edge']['scheme']): boolean {
  const isPublic = !isPrivate(`${address}/${isIP(address) === 6 ? 128 : 32}`);
  return scheme === 'internal' ? !isPublic : isPublic;
}

function blockList(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', prefix] = cidr.split('/');
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
