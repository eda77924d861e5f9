import { isLoopback, isOpenToEveryone, networkOf, parseCidr } from '../../../lib/config/networks.ts';

describe('parseCidr', () => {
  test.each([
    ['203.0.113.7/32', { family: 4, prefix: 32 }],
    ['0.0.0.0/0', { family: 4, prefix: 0 }],
    ['2001:db8::/64', { family: 6, prefix: 64 }],
    ['::1/128', { family: 6, prefix: 128 }],
  ])('takes %s apart', (text, block) => {
    expect(parseCidr(text)).toEqual(block);
  });

  test.each([
    '',
    '203.0.113.7',
    '203.0.113.7/33',
    '203.0.113/24',
    '::/129',
    '10.0.0.0/',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    'fe80::1%eth0/64',
    'all',
  ])('refuses %j', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});

describe('networkOf', () => {
  test.each([
    '0.0.0.0/0',
    '10.83.0.0/16',
    '203.0.113.7/32',
    '203.0.113.128/25',
    '::/0',
    '::/128',
    '::1/128',
    '2001:db8::/33',
    '::ffff:0:0/96',
    'fd00:1:2:3::/64',
  ])('%s is its own network', (cidr) => {
    expect(networkOf(cidr)).toEqual({ text: cidr, hasHostBits: false });
  });

  test.each([
    ['10.83.5.9/16', '10.83.0.0/16'],
    ['10.83.5.9/0', '0.0.0.0/0'],
    ['203.0.113.7/31', '203.0.113.6/31'],
    ['203.0.113.200/25', '203.0.113.128/25'],
    ['2001:db8::1/64', '2001:db8::/64'],
    ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
    ['1:2:3:4:5:6:7:9/127', '1:2:3:4:5:6:7:8/127'],
    ['::ffff:10.0.0.1/120', '::ffff:a00:0/120'],
  ])('%s means %s', (cidr, text) => {
    expect(networkOf(cidr)).toEqual({ text, hasHostBits: cidr !== text });
  });

  test('another spelling of a network has no host bits', () => {
    expect(networkOf('2001:0DB8:0::0/64')).toEqual({ text: '2001:db8::/64', hasHostBits: false });
  });

  test('what is not a block has no network', () => {
    expect(networkOf('all')).toBeUndefined();
  });
});

describe('isOpenToEveryone', () => {
  test.each(['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '::/0', '2000::/3'])('%s is', (cidr) => {
    expect(isOpenToEveryone(cidr)).toBe(true);
  });

  test.each(['10.0.0.0/8', '203.0.113.7/32', '2001:db8::/32'])('%s is not', (cidr) => {
    expect(isOpenToEveryone(cidr)).toBe(false);
  });
});

describe('isLoopback', () => {
  test.each(['127.0.0.0/8', '127.0.0.1/32', '::1/128', '::/127', '0.0.0.0/32', '::ffff:127.0.0.1/128'])(
    '%s is',
    (cidr) => {
      expect(isLoopback(cidr)).toBe(true);
    },
  );

  test.each(['10.0.0.0/8', '126.0.0.0/7', '0.0.0.0/0', '::/0', 'fd00::/8', '::ffff:10.0.0.1/128', 'all'])(
    '%s is not',
    (cidr) => {
      expect(isLoopback(cidr)).toBe(false);
    },
  );
});
