/** An address block: network and prefix length. */
export type Block = readonly [network: string, prefix: number];

/**
 * IPv4 blocks that contain no public upstream.
 * IANA IPv4 Special-Purpose Address Registry, RFC 6890; multicast RFC 5771, class E RFC 1112
 */
export const RESERVED_IPV4: readonly Block[] = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared by carriers, and by container platforms
  ['127.0.0.0', 8], // loopback
  ['169.254.0.0', 16], // link-local, with the metadata service 169.254.169.254
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, with broadcast
];

/** Blocks that lead to the machine itself: loopback, and the unspecified address, which connects to it on Linux. */
export const OWN_IPV4: readonly Block[] = [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
];
export const OWN_IPV6: readonly Block[] = [['::', 127]];

/**
 * IPv6 blocks that contain no public upstream. Only 2000::/3 is global unicast (RFC 4291), so all other space is reserved:
 * unspecified, loopback, IPv4-compatible ::/96, local NAT64 64:ff9b:1::/48, unique local fc00::/7 with the metadata
 * service fd00:ec2::254, link-local fe80::/10, site-local fec0::/10, multicast ff00::/8.
 */
export const RESERVED_IPV6: readonly Block[] = [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23], // protocol assignments: Teredo 2001::/32, benchmarks, ORCHID
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4, which embeds any IPv4 address
  ['3fff::', 20], // documentation, RFC 9637
];
