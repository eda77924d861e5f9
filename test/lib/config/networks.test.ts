import { isLoopback, isOpenToEveryone, parseCidr } from '../../../lib/config/networks.ts';

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
    'all',
  ])('refuses %j', (text) => {
    expect(parseCidr(text)).toBeUndefined();
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
