import { BlockList, type IPVersion, isIP } from 'node:net';
import { ToolError } from '../tool-error.ts';
import { embeddedIpv4 } from './addresses.ts';
import { type Block, OWN_IPV4, OWN_IPV6, RESERVED_IPV4, RESERVED_IPV6 } from './networks.ts';

/** Returns whether a connection to an address is allowed. */
export type AddressGuard = (address: string) => boolean;

interface GuardOptions {
  /** Whether the list may contain addresses of this machine; default false: they are refused even if it does. */
  readonly loopback?: boolean | undefined;
  /** An IPv4 address that is refused, in every spelling, even if the list contains it; default: none. */
  readonly refused?: string | undefined;
}

/**
 * Creates the guard of outbound addresses (DESIGN section 7). It allows public addresses; private, loopback, link-local, shared,
 * metadata and other special addresses only where the stage does.
 *
 * @param allowedNetworks CIDR blocks of the stage key `upstreams.allowedNetworks`
 * @throws Error for an invalid CIDR block in the stage's configuration
 */
export function createAddressGuard(
  allowedNetworks: readonly string[],
  { loopback = false, refused }: GuardOptions = {},
): AddressGuard {
  const ipv4 = new Networks('ipv4', RESERVED_IPV4, loopback ? [] : OWN_IPV4);
  const ipv6 = new Networks('ipv6', RESERVED_IPV6, loopback ? [] : OWN_IPV6);
  for (const cidr of allowedNetworks) {
    const { family, network, prefix } = parseCidr(cidr);
    (family === 4 ? ipv4 : ipv6).allow(network, prefix);
  }
  return (given) => {
    const [address = ''] = given.split('%'); // a zone, as in fe80::1%eth0
    const family = isIP(address);
    if (family === 0) return false;
    const inner = family === 4 ? address : embeddedIpv4(address);
    if (inner !== undefined && inner === refused) return false;
    return inner === undefined ? ipv6.passes(address) : ipv4.passes(inner);
  };
}

/** The blocks of one family. They are kept apart, because Node matches an IPv4 address against IPv6 rules as `::ffff:0:0/96`. */
class Networks {
  readonly #reserved = new BlockList();
  readonly #allowed = new BlockList();
  readonly #refused = new BlockList();
  readonly #family: IPVersion;

  /** @param refused blocks that cannot be allowed */
  constructor(family: IPVersion, reserved: readonly Block[], refused: readonly Block[]) {
    this.#family = family;
    for (const [network, prefix] of refused) this.#refused.addSubnet(network, prefix, family);
    for (const [network, prefix] of reserved) this.#reserved.addSubnet(network, prefix, family);
  }

  allow(network: string, prefix: number): void {
    this.#allowed.addSubnet(network, prefix, this.#family);
  }

  passes(address: string): boolean {
    if (this.#refused.check(address, this.#family)) return false;
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
 * The refusal, for the agent: it names the tool's host, never the address behind it.
 *
 * @param host as in the tool's URL
 */
export function addressRefused(host: string): ToolError {
  return new ToolError(
    `The tool may not call ${host}: its address is in a private or reserved network. Retrying will not help until an operator ` +
      'allows the network with upstreams.allowedNetworks.',
  );
}
