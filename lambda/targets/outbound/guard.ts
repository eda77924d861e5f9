import { BlockList, isIP } from 'node:net';
import { ToolError } from '../types.ts';
import { embeddedIpv4 } from './addresses.ts';
import { RESERVED_IPV4, RESERVED_IPV6 } from './networks.ts';

/** Judges an address that a connection is about to go to. */
export type AddressGuard = (address: string) => boolean;

/**
 * Makes the judge over outbound addresses (DESIGN section 7). Public addresses pass; private, loopback, link-local, shared,
 * metadata and other special ones pass only where the stage allows them.
 *
 * @param allowedNetworks CIDR blocks of the stage key `upstreams.allowedNetworks`
 * @throws Error for a block that is not a CIDR: the stage's configuration is wrong
 */
export function createAddressGuard(allowedNetworks: readonly string[]): AddressGuard {
  const reserved = new BlockList();
  for (const [network, prefix] of RESERVED_IPV4) reserved.addSubnet(network, prefix, 'ipv4');
  for (const [network, prefix] of RESERVED_IPV6) reserved.addSubnet(network, prefix, 'ipv6');
  const allowed = new BlockList();
  for (const cidr of allowedNetworks) allow(allowed, cidr);

  return (given) => {
    const [address = ''] = given.split('%'); // a zone, as in fe80::1%eth0
    const family = isIP(address);
    if (family === 0) return false;
    const ipv4 = family === 4 ? address : embeddedIpv4(address);
    if (ipv4 !== undefined) return allowed.check(ipv4, 'ipv4') || !reserved.check(ipv4, 'ipv4');
    return allowed.check(address, 'ipv6') || !reserved.check(address, 'ipv6');
  };
}

function allow(list: BlockList, cidr: string): void {
  const [network = '', prefix = ''] = cidr.split('/');
  const family = isIP(network);
  if (family === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128)) {
    throw new Error(`upstreams.allowedNetworks: "${cidr}" is not a CIDR block`);
  }
  list.addSubnet(network, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * The refusal, for an agent: names the host that the tool asked for, never the address behind it.
 *
 * @param host as the tool's URL has it
 */
export function addressRefused(host: string): ToolError {
  return new ToolError(
    `The tool may not call ${host}: it lies in a private or reserved network. Calling again will not help; ` +
      'an operator can allow the network with upstreams.allowedNetworks.',
  );
}
