import { BlockList, type IPVersion, isIP } from 'node:net';
import { ToolError } from '../../../tool-error.ts';
import { embeddedIpv4 } from './addresses.ts';
import { type Block, RESERVED_IPV4, RESERVED_IPV6 } from './networks.ts';

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
  const ipv4 = new Networks('ipv4', RESERVED_IPV4);
  const ipv6 = new Networks('ipv6', RESERVED_IPV6);
  for (const cidr of allowedNetworks) {
    const { family, network, prefix } = parseCidr(cidr);
    (family === 4 ? ipv4 : ipv6).allow(network, prefix);
  }
  return (given) => {
    const [address = ''] = given.split('%'); // a zone, as in fe80::1%eth0
    const family = isIP(address);
    if (family === 0) return false;
    const inner = family === 4 ? address : embeddedIpv4(address);
    return inner === undefined ? ipv6.passes(address) : ipv4.passes(inner);
  };
}

/** The blocks of one family. Never both in one list: Node matches an IPv4 address against IPv6 rules as `::ffff:0:0/96`. */
class Networks {
  readonly #reserved = new BlockList();
  readonly #allowed = new BlockList();
  readonly #family: IPVersion;

  constructor(family: IPVersion, reserved: readonly Block[]) {
    this.#family = family;
    for (const [network, prefix] of reserved) this.#reserved.addSubnet(network, prefix, family);
  }

  allow(network: string, prefix: number): void {
    this.#allowed.addSubnet(network, prefix, this.#family);
  }

  passes(address: string): boolean {
    return this.#allowed.check(address, this.#family) || !this.#reserved.check(address, this.#family);
  }
}

function parseCidr(cidr: string): { family: number; network: string; prefix: number } {
  const [network = '', prefix = ''] = cidr.split('/');
  const family = isIP(network);
  if (family === 0 || !/^\d{1,3}$/.test(prefix) || Number(prefix) > (family === 4 ? 32 : 128)) {
    throw new Error(`upstreams.allowedNetworks: "${cidr}" is not a CIDR block`);
  }
  return { family, network, prefix: Number(prefix) };
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
