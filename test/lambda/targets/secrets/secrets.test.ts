import fc from 'fast-check';
import { assertSecretHost, Mask, Secrets } from '../../../../lambda/targets/secrets/index.ts';
import { environment } from '../support.ts';

describe('secrets', () => {
  test('are read again after five minutes', async () => {
    let time = 0;
    let reads = 0;
    const read = async (name: string) => `${name}#${++reads}`;
    const secrets = new Secrets({ ...environment(), now: () => time }, async () => ({ read }));
    const reference = { secret: 'x', key: undefined };
    expect(await secrets.read('s', reference)).toBe('spillway/test/s/x#1');
    expect(await secrets.renew('s', reference, 'spillway/test/s/x#1')).toBe(true);
    expect(await secrets.renew('s', reference, 'spillway/test/s/x#1')).toBe(true); // no third read: it is another already
    time = 300_000;
    expect(await secrets.read('s', reference)).toBe('spillway/test/s/x#3');
  });

  test('are not read for every refusal: one that was read anew in vain waits five seconds', async () => {
    let time = 0;
    let reads = 0;
    let value = 'old';
    const read = async () => {
      reads += 1;
      return value;
    };
    const secrets = new Secrets({ ...environment(), now: () => time }, async () => ({ read }));
    const reference = { secret: 'x', key: undefined };
    await secrets.read('s', reference);
    for (let refusals = 0; refusals < 10; refusals += 1) expect(await secrets.renew('s', reference, 'old')).toBe(false);
    expect(reads).toBe(2);
    value = 'new';
    time = 5_000;
    expect(await secrets.renew('s', reference, 'old')).toBe(true);
    value = 'newer';
    expect(await secrets.renew('s', reference, 'new')).toBe(true);
    expect(reads).toBe(4);
  });

  /** A store whose reads the test decides. */
  function secretsOn(read: () => Promise<string | undefined>) {
    const clock = { ms: 0 };
    const secrets = new Secrets({ ...environment(), now: () => clock.ms }, async () => ({ read }));
    return { secrets, clock, value: () => secrets.read('s', { secret: 'x', key: undefined }) };
  }
  const failing = (name: string) => Promise.reject(Object.assign(new Error('no'), { name }));

  test('that are known serve while their store fails, and are read again once it answers', async () => {
    let answer: () => Promise<string | undefined> = async () => 'old';
    let reads = 0;
    const { clock, value, secrets } = secretsOn(() => {
      reads += 1;
      return answer();
    });
    await value();

    clock.ms = 300_000;
    answer = () => failing('ThrottlingException');
    expect([await value(), await value()]).toEqual(['old', 'old']);
    expect(reads).toBe(2); // the store is not asked for every call
    expect(await secrets.renew('s', { secret: 'x', key: undefined }, 'old')).toBe(false);

    clock.ms += 5_000;
    answer = async () => 'new';
    expect(await value()).toBe('new');
  });

  test('that are known do not wait for a store that hangs, and its late answer is kept', async () => {
    let late: (value: string) => void = () => {};
    const hanging = new Promise<string>((resolve) => {
      late = resolve;
    });
    let answer: () => Promise<string> = async () => 'old';
    const { clock, value } = secretsOn(() => answer());
    await value();

    clock.ms = 300_000;
    answer = () => hanging;
    expect(await value()).toBe('old');

    late('new');
    await new Promise(setImmediate);
    expect(await value()).toBe('new');
  });

  test.each([
    ['removed', async () => undefined, /does not exist/],
    ['forbidden', () => failing('AccessDeniedException'), /cannot be read by this deployment/],
  ])('that an operator has %s serve no longer', async (_, refuse, message) => {
    let answer: () => Promise<string | undefined> = async () => 'old';
    const { clock, value } = secretsOn(() => answer());
    await value();

    clock.ms = 300_000;
    answer = refuse;
    await expect(value()).rejects.toThrow(message);
    answer = () => failing('TimeoutError');
    await expect(value()).rejects.toThrow('could not be read');
  });

  test('are read from a store that is opened again after it failed to open', async () => {
    let opened = 0;
    const secrets = new Secrets(environment(), async () => {
      opened += 1;
      if (opened === 1) throw new Error('no such module');
      return { read: async () => 'value' };
    });
    const read = () => secrets.read('s', { secret: 'x', key: undefined });

    await expect(read()).rejects.toThrow('could not be read');
    expect(await read()).toBe('value');
  });

  test.each([
    ['AccessDeniedException', 'cannot be read by this deployment'],
    ['ThrottlingException', 'could not be read'],
  ])('a store that says %s', async (name, message) => {
    const read = () => Promise.reject(Object.assign(new Error('arn:aws:secret'), { name }));
    const failure = await new Secrets(environment(), async () => ({ read }))
      .read('s', { secret: 'x', key: undefined })
      .catch(String);
    expect(failure).toContain(`The secret "x" of server s ${message}`);
    expect(failure).not.toMatch(/arn:|spillway\/test/);
  });
});

test.each<[string, readonly string[], boolean]>([
  ['https://a.example/', ['a.example'], true],
  ['https://a.example:8443/', ['A.example'], true],
  ['https://a.example/', ['a.example:443'], true],
  ['https://a.example:8443/', ['a.example:443'], false],
  ['https://b.a.example/', ['a.example'], false],
  ['https://a.example/', [], false],
])('a secret for %s with hosts %j: %s', async (url, hosts, allowed) => {
  const sent = assertSecretHost(new URL(url), { server: 's', secretHosts: () => hosts });
  if (allowed) await expect(sent).resolves.toBeUndefined();
  else await expect(sent).rejects.toThrow('`hosts` in the Server document');
});

describe('mask', () => {
  test('takes a secret out wherever it stands, as JSON and URLs write it', () => {
    const mask = new Mask();
    mask.add('a"b c');
    expect(mask.text('x a"b c y a\\"b c z a%22b%20c')).toBe('x [secret] y [secret] z [secret]');
    expect(mask.value({ k: ['a"b c', 1], 'a"b c': null })).toEqual({ k: ['[secret]', 1], '[secret]': null });
    const clean = { k: 1 };
    expect(mask.value(clean)).toBe(clean);
  });

  test('holds back no more than the beginning of a secret', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4, maxLength: 8 }), fc.string(), fc.nat(), (secret, text, at) => {
        const mask = new Mask();
        mask.add(secret);
        const place = at % secret.length;
        expect(mask.openEnd(text + secret.slice(0, place))).toBeGreaterThanOrEqual(place);
        expect(mask.openEnd(text)).toBeLessThan(
          Math.max(1, ...[secret, encodeURIComponent(secret), JSON.stringify(secret)].map((s) => s.length)),
        );
      }),
    );
  });
});
