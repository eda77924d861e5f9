import { BlockList } from 'node:net';
import { isLoopback, parseCidr } from '../networks.ts';

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

/** Blocks that no client on the internet has: RFC 1918, RFC 6598, RFC 3927, RFC 4193, RFC 4291. */
const PRIVATE: readonly (readonly [network: string, prefix: number, family: 4 | 6])[] = [
  ['10.0.0.0', 8, 4],
  ['100.64.0.0', 10, 4],
  ['169.254.0.0', 16, 4],
  ['172.16.0.0', 12, 4],
  ['192.168.0.0', 16, 4],
  ['fc00::', 7, 6],
  ['fe80::', 10, 6],
];

/** Whether no client on the internet has an address of the block. */
export function isPrivate(cidr: string): boolean {
  const block = parseCidr(cidr);
  if (block === undefined) return false;
  const [address = ''] = cidr.split('/');
  return (
    isLoopback(cidr) ||
    PRIVATE.some(([network, prefix, family]) => {
      if (family !== block.family || block.prefix < prefix) return false;
      const list = new BlockList();
      list.addSubnet(network, prefix, family === 4 ? 'ipv4' : 'ipv6');
      return list.check(address, family === 4 ? 'ipv4' : 'ipv6');
    })
  );
}

/** Whether only the machine itself may connect, as `dev` ships for the local stack: a deployment that nobody can use. */
export function isLoopbackOnly(allowedCidrs: readonly string[]): boolean {
  return allowedCidrs.every(isLoopback);
}

/** Endpoints that nobody could use, and blocks that a deployment would refuse or ignore. */
export function reachProblems(reach: Reach): ReachProblem[] {
  return [...nobodyInside(reach), ...withoutIpv6(reach), ...tooManyBlocks(reach), ...withoutName(reach)];
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
