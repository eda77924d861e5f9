import { BlockList } from 'node:net';
import { isLoopback, networkOf, parseCidr } from '../networks.ts';

/** The keys of a stage that decide which clients can connect. */
export interface Reach {
  /** CIDR blocks that may connect. */
  readonly allowedCidrs: readonly string[];
  /** Whether the load balancer has public addresses. */
  readonly scheme: 'internet-facing' | 'internal';
  /** The addresses of the load balancer: IPv4, or IPv4 and IPv6. */
  readonly ipAddressType: 'ipv4' | 'dualstack';
  readonly insecureHttp: boolean;
  readonly domainName?: string | undefined;
}

/** A problem at a key of the stage file. */
export interface ReachProblem {
  readonly path: readonly (string | number)[];
  readonly input: unknown;
  readonly message: string;
}

/** EC2's default quota of inbound rules for each security group; it counts IPv4 and IPv6 separately. AWS: vpc/latest/userguide/amazon-vpc-limits.html */
const MAX_BLOCKS = 60;

/** A block, taken apart. */
type Block = readonly [network: string, prefix: number, family: 4 | 6];

/** Blocks that no client on the internet has: RFC 1918, RFC 6598, RFC 3927, RFC 1112, RFC 4193, RFC 4291. */
const PRIVATE: readonly Block[] = [
  ['10.0.0.0', 8, 4],
  ['100.64.0.0', 10, 4],
  ['169.254.0.0', 16, 4],
  ['172.16.0.0', 12, 4],
  ['192.168.0.0', 16, 4],
  ['224.0.0.0', 4, 4],
  ['240.0.0.0', 4, 4],
  ['fc00::', 7, 6],
  ['fe80::', 10, 6],
  ['ff00::', 8, 6],
  ['::ffff:0:0', 96, 6],
];

/** Blocks of documentation, which nobody has: RFC 5737, RFC 3849, RFC 9637. */
const EXAMPLES: readonly Block[] = [
  ['192.0.2.0', 24, 4],
  ['198.51.100.0', 24, 4],
  ['203.0.113.0', 24, 4],
  ['2001:db8::', 32, 6],
  ['3fff::', 20, 6],
];

/** Whether a CIDR block is in one of these blocks. */
function isWithin(cidr: string, blocks: readonly Block[]): boolean {
  const block = parseCidr(cidr);
  if (block === undefined) return false;
  const [address = ''] = cidr.split('/');
  return blocks.some(([network, prefix, family]) => {
    if (family !== block.family || block.prefix < prefix) return false;
    const list = new BlockList();
    list.addSubnet(network, prefix, family === 4 ? 'ipv4' : 'ipv6');
    return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
  });
}

/** Whether the block is an example, from documentation. */
export function isExample(cidr: string): boolean {
  return isWithin(cidr, EXAMPLES);
}

/** Whether no client on the internet has an address of the block. */
export function isPrivate(cidr: string): boolean {
  return isLoopback(cidr) || isWithin(cidr, PRIVATE);
}

/** Whether some address of the block is one of a private network. */
export function hasPrivate(cidr: string): boolean {
  const block = parseCidr(cidr);
  if (block === undefined) return false;
  const [address = ''] = cidr.split('/');
  const contained = PRIVATE.some(([network, prefix]) =>
    isWithin(`${network}/${prefix}`, [[address, block.prefix, block.family]]),
  );
  return contained || isPrivate(cidr);
}

/** Whether only the machine itself may connect, as `dev` ships for the local stack: a deployment that nobody can use. */
export function isLoopbackOnly(allowedCidrs: readonly string[]): boolean {
  return allowedCidrs.every(isLoopback);
}

/** Endpoints that nobody could use, and blocks that a deployment would refuse or ignore. */
export function reachProblems(reach: Reach): ReachProblem[] {
  return [
    ...nobodyInside(reach),
    ...withoutIpv6(reach),
    ...twice(reach),
    ...tooManyBlocks(reach),
    ...withoutName(reach),
  ];
}

function nobodyInside({ allowedCidrs, scheme }: Reach): ReachProblem[] {
  if (scheme === 'internal' || isLoopbackOnly(allowedCidrs) || !allowedCidrs.every(isPrivate)) return [];
  const message =
    'expected at least one public block: the load balancer has public addresses, so clients arrive from public addresses, and these ' +
    "blocks are private; list your clients' public addresses (https://checkip.amazonaws.com shows yours), or set edge.scheme: internal " +
    'for clients in the network of the VPC';
  return [{ path: ['edge', 'allowedCidrs'], input: allowedCidrs, message }];
}

function withoutIpv6({ allowedCidrs, ipAddressType }: Reach): ReachProblem[] {
  if (ipAddressType === 'dualstack') return [];
  return allowedCidrs.flatMap((cidr, index) => {
    if (parseCidr(cidr)?.family !== 6 || isLoopback(cidr)) return [];
    const message =
      'expected an IPv4 block: the load balancer has no IPv6 addresses, so no client connects from this block; remove it, or set ' +
      'edge.ipAddressType: dualstack';
    return [{ path: ['edge', 'allowedCidrs', index], input: cidr, message }];
  });
}

/** EC2 refuses a rule that the security group has, in the middle of a deployment, and compares addresses, not their spelling. */
function twice({ allowedCidrs }: Reach): ReachProblem[] {
  const blocks = allowedCidrs.map((cidr) => networkOf(cidr)?.text);
  return allowedCidrs.flatMap((cidr, index) => {
    const first = blocks.indexOf(blocks[index]);
    if (first === index) return [];
    const message = `expected each block once: edge.allowedCidrs[${first}] is the same; remove one of them`;
    return [{ path: ['edge', 'allowedCidrs', index], input: cidr, message }];
  });
}

function tooManyBlocks({ allowedCidrs }: Reach): ReachProblem[] {
  return ([4, 6] as const).flatMap((family) => {
    const count = allowedCidrs.filter((cidr) => parseCidr(cidr)?.family === family).length;
    if (count <= MAX_BLOCKS) return [];
    const message =
      `expected at most ${MAX_BLOCKS} IPv${family} blocks, the inbound rules that a security group takes, not ${count}; ` +
      'replace neighbouring blocks with one that is wider';
    return [{ path: ['edge', 'allowedCidrs'], input: allowedCidrs, message }];
  });
}

function withoutName({ insecureHttp, domainName }: Reach): ReachProblem[] {
  if (insecureHttp || domainName !== undefined) return [];
  const message =
    "expected the host name of the certificate, such as mcp.example.com: no certificate is valid for the load balancer's own DNS " +
    'name; without a domain, set insecureHttp: true and list only addresses that you control';
  return [{ path: ['edge', 'domainName'], input: domainName, message }];
}
