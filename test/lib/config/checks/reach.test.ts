import { isLoopbackOnly, isPrivate, type Reach, reachProblems } from '../../../../lib/config/checks/index.ts';

const REACH: Reach = {
  allowedCidrs: ['203.0.113.7/32'],
  scheme: 'internet-facing',
  ipAddressType: 'ipv4',
  insecureHttp: false,
  domainName: 'mcp.example.com',
};

const problems = (reach: Partial<Reach>) =>
  reachProblems({ ...REACH, ...reach }).map(({ path, message }) => `${path.join('.')}: ${message}`);

test.each([
  ['a public block', {}],
  ['every address', { allowedCidrs: ['0.0.0.0/0'] }],
  ['a private block beside a public one', { allowedCidrs: ['10.0.0.0/8', '203.0.113.7/32'] }],
  ['loopback alone, for the local stack', { allowedCidrs: ['127.0.0.1/32', '::1/128'] }],
  ['private blocks of an internal load balancer', { scheme: 'internal', allowedCidrs: ['10.0.0.0/8'] }],
  ['IPv6 with IPv6', { ipAddressType: 'dualstack', allowedCidrs: ['2001:db8::/32'] }],
  ['plain HTTP without a name', { insecureHttp: true, domainName: undefined }],
] satisfies [string, Partial<Reach>][])('%s is accepted', (_, reach) => {
  expect(problems(reach)).toEqual([]);
});

test.each([
  [['10.0.0.0/8']],
  [['127.0.0.1/32', '192.168.1.0/24']],
  [['172.16.0.0/12', '100.64.0.0/10', '169.254.0.0/16', '10.83.5.0/24']],
])('private blocks alone, %j, are refused on an internet-facing load balancer', (allowedCidrs) => {
  expect(problems({ allowedCidrs })).toEqual([
    expect.stringMatching(
      /^edge\.allowedCidrs: expected at least one public block: .*\(https:\/\/checkip\.amazonaws\.com .*, or set edge\.scheme: internal for/,
    ),
  ]);
});

test('an IPv6 block without IPv6 is refused, each by itself', () => {
  expect(problems({ allowedCidrs: ['203.0.113.7/32', '2001:db8::/32'] })).toEqual([
    'edge.allowedCidrs.1: expected an IPv4 block: the load balancer has no IPv6 addresses, so no client connects from this block; remove it, or set edge.ipAddressType: dualstack',
  ]);
});

test('a block that is listed twice, in any spelling, is refused where it repeats', () => {
  const allowedCidrs = ['8.8.8.0/24', '2001:DB8:0:0::/32', '8.8.8.0/25', '2001:db8::/32', '8.8.8.0/24'];

  expect(problems({ ipAddressType: 'dualstack', allowedCidrs })).toEqual([
    'edge.allowedCidrs.3: expected each block once: edge.allowedCidrs[1] is the same; remove one of them',
    'edge.allowedCidrs.4: expected each block once: edge.allowedCidrs[0] is the same; remove one of them',
  ]);
});

test('a security group takes 60 blocks of each family', () => {
  const v4 = (count: number) => Array.from({ length: count }, (_, index) => `203.0.113.${index}/32`);
  const v6 = (count: number) => Array.from({ length: count }, (_, index) => `2001:db8:${index}::/48`);

  expect(problems({ ipAddressType: 'dualstack', allowedCidrs: [...v4(60), ...v6(60)] })).toEqual([]);
  expect(problems({ ipAddressType: 'dualstack', allowedCidrs: [...v4(61), ...v6(70)] })).toEqual([
    expect.stringContaining('edge.allowedCidrs: expected at most 60 IPv4 blocks'),
    expect.stringMatching(/expected at most 60 IPv6 blocks, .*, not 70; replace neighbouring blocks/),
  ]);
});

test('HTTPS without a host name is refused', () => {
  expect(problems({ domainName: undefined })).toEqual([
    expect.stringMatching(/^edge\.domainName: expected the host name of the certificate, .* set insecureHttp: true/),
  ]);
});

test.each(['10.0.0.0/7', '172.0.0.0/8', '0.0.0.0/0', '::/0', '8.8.8.8/32', '2600::/12', 'all'])(
  '%s is public',
  (cidr) => {
    expect(isPrivate(cidr)).toBe(false);
  },
);

test.each([
  '10.1.0.0/16',
  'fd00::/8',
  'fe80::/64',
  '::1/128',
  '127.0.0.0/8',
  '224.0.0.0/24',
  '240.0.0.0/4',
  'ff02::/16',
  '::ffff:8.8.8.0/120',
])('%s is private', (cidr) => {
  expect(isPrivate(cidr)).toBe(true);
});

test('loopback beside anything else is not loopback alone', () => {
  expect(isLoopbackOnly(['127.0.0.1/32'])).toBe(true);
  expect(isLoopbackOnly(['127.0.0.1/32', '203.0.113.7/32'])).toBe(false);
});
