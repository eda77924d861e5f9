import fc from 'fast-check';
import { createAddressGuard } from '../../../lambda/outbound/guard.ts';
import type { HostAddress } from '../../../lambda/outbound/index.ts';
import { prepareHttp } from '../../../lambda/targets/http/index.ts';
import { startUpstream } from '../targets/http/upstream.ts';
import { callContext, environment, toolOf } from '../targets/support.ts';

/** Calls a URL on a stage that allows these networks, with a resolver that knows these addresses. */
async function call(url: string, allowedNetworks: string[], ...addresses: string[]) {
  const lookups: string[] = [];
  const stage = environment({
    allowedNetworks,
    resolveHost: async (hostname): Promise<HostAddress[]> => {
      lookups.push(hostname);
      return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  });
  const prepared = prepareHttp(toolOf({ type: 'http', url }), stage);
  const outcome = await Promise.resolve(prepared({}, callContext({ timeoutMs: 1_000 }))).catch(
    (error: unknown) => error,
  );
  return { lookups, outcome, message: outcome instanceof Error ? outcome.message : '' };
}

/** Ways to write an address that must not be reached; the URL parser turns most of them into the same few. */
const HOSTILE_HOSTS = [
  '127.0.0.1',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '017700000001',
  '127.1',
  '127.0.1',
  '127.0.0.1.',
  '①②⑦.⓪.⓪.①',
  '0',
  '0.0.0.0',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '169.254.170.2',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '192.88.99.1',
  '[::]',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::ffff:169.254.169.254]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[64:ff9b:1::1]',
  '[64:ff9b:1:ffff::8.8.8.8]',
  '[2002:7f00:1::]',
  '[2002:a9fe:a9fe::1]',
  '[2001::1]',
  '[2001:0:7f00:1::]',
  '[2001:db8::1]',
  '[2001:2::1]',
  '[3fff::1]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fdff::1]',
  '[fe80::1]',
  '[febf::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[100::1]',
  '[4000::1]',
  '[::ffff:0:127.0.0.1]',
  '[5f00::1]',
];

describe('outbound guard', () => {
  test.each(HOSTILE_HOSTS)('refuses %s before any look-up', async (host) => {
    const { lookups, message } = await call(`http://${host}:81/`, []);
    expect(message).toMatch(/^The tool may not call \S+: .*upstreams\.allowedNetworks\.$/);
    expect(lookups).toEqual([]);
  });

  test.each([
    '10.0.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '::1',
    '::ffff:10.0.0.1',
    '64:ff9b::10.0.0.1',
    'fe80::1%eth0',
    'fd00::1',
  ])('refuses a name that leads to %s, without showing the address', async (address) => {
    const { lookups, message } = await call('http://inside.example:81/', [], address);
    expect(message).toContain('The tool may not call inside.example:');
    expect(message).not.toContain(address);
    expect(lookups).toEqual(['inside.example']);
  });

  test('refuses a name as soon as one of its addresses is refused', async () => {
    expect((await call('http://mixed.example:81/', [], '8.8.8.8', '10.0.0.1')).message).toContain(
      'may not call mixed.example',
    );
    expect((await call('http://none.example:81/', [])).message).toContain('may not call none.example');
  });

  test('connects to the address it checked: the name is looked up once', async () => {
    const upstream = await startUpstream();
    const url = upstream.origin.replace('127.0.0.1', 'rebinding.example');
    const { lookups, outcome } = await call(url, ['127.0.0.1/32'], '127.0.0.1');
    expect(outcome).toHaveProperty('content');
    expect(lookups).toEqual(['rebinding.example']);
    expect(upstream.seen[0]?.headers.host).toBe(url.replace('http://', ''));
    await upstream.close();
  });

  test('looks names up in the system when the stage brings no resolver of its own', async () => {
    const upstream = await startUpstream();
    const tool = toolOf({ type: 'http', url: upstream.origin.replace('127.0.0.1', 'localhost') });
    const callOn = async (allowedNetworks: string[]) =>
      prepareHttp(tool, environment({ allowedNetworks }))({}, callContext());
    await expect(callOn([])).rejects.toThrow('may not call localhost');
    await expect(callOn(['127.0.0.0/8', '::1/128'])).resolves.toHaveProperty('content');
    await upstream.close();
  });

  test.each<[string, string, boolean]>([
    ['127.0.0.0/8', '127.0.0.1', true],
    ['127.0.0.0/8', '::ffff:127.0.0.1', true],
    ['127.0.0.0/8', '::1', false],
    ['10.1.0.0/16', '10.2.0.1', false],
    ['10.1.0.0/16', '64:ff9b::a01:1', true],
    ['fd12::/16', 'fd12::1', true],
    ['fd12::/16', 'fd00:ec2::254', false],
    ['::/0', '10.0.0.1', false],
  ])('a stage that allows %s: %s', (cidr, address, allowed) => {
    expect(createAddressGuard([cidr], { loopback: true })(address)).toBe(allowed);
  });

  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '2606:4700::1111',
    '2a00:1450::1',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ])('lets %s pass', (address) => {
    expect(createAddressGuard([])(address)).toBe(true);
  });

  test('judges an IPv4 address alike however it is wrapped', () => {
    const allows = createAddressGuard(['10.7.0.0/16']);
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        for (const wrapped of [`::ffff:${address}`, `::FFFF:${hex}`, `0:0:0:0:0:ffff:${hex}`, `64:ff9b::${hex}`]) {
          expect(allows(wrapped)).toBe(allows(address));
        }
      }),
    );
  });

  test.each(['10.0.0.0', '10.0.0.0/33', 'example.com/8', '::/129', ''])('"%s" is not a CIDR block', (cidr) => {
    expect(() => createAddressGuard([cidr])).toThrow('upstreams.allowedNetworks');
  });

  test('text that is no address is refused', () => {
    expect(createAddressGuard(['0.0.0.0/0'])('localhost')).toBe(false);
  });
});
