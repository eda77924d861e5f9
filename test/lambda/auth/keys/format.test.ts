import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { createKeyId, createSecret, formatKey } from '../../../../lambda/auth/keys/format.ts';
import { openTestKeys, type TestKeys } from '../../../support/api-keys.ts';
import { createMemoryTable, type MemoryTable } from '../../../support/memory-table.ts';

/** The form that a scanner for leaked secrets looks for. */
const KEY = /^spw_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/;
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const character = fc.constantFrom(...DIGITS, '_', '-', ' ', 'é', '\n');

let table: MemoryTable;
let keys: TestKeys;
beforeEach(() => {
  table = createMemoryTable();
  keys = openTestKeys(table);
});

function numberOf(digits: string): number {
  return [...digits].reduce((number, digit) => number * DIGITS.length + DIGITS.indexOf(digit), 0);
}

describe('the text of an API key', () => {
  test('can be recognized without a request: a prefix, and a CRC-32 of all that is before it', async () => {
    for (let count = 0; count < 50; count += 1) {
      const { key, id } = await keys.create();

      expect(key).toMatch(KEY);
      expect(key.slice(4, 16)).toBe(id);
      expect(numberOf(key.slice(-6))).toBe(crc32(key.slice(0, -6)));
    }
  });

  test('is refused unread with any character changed, removed or added', async () => {
    const { key } = await keys.create();
    const { verify } = keys.instance();
    const place = fc.nat(key.length - 1);

    fc.assert(
      fc.property(place, character, fc.nat(2), (index, char, change) => {
        const [from, replacement] = [index + (change === 1 ? 0 : 1), change === 2 ? '' : char];
        const text = key.slice(0, index) + replacement + key.slice(from);
        fc.pre(text !== key);
        expect(verify(text)).toMatchObject({ kind: 'invalid' });
      }),
      { numRuns: 2000 },
    );
    expect(table.reads).toEqual([]);
  });

  test('is accepted with a right checksum only: what is read has one, whatever the text', () => {
    const { verify } = keys.instance();
    const word = (length: number) =>
      fc.array(fc.constantFrom(...DIGITS), { minLength: length, maxLength: length }).map((chars) => chars.join(''));

    fc.assert(
      fc.property(word(12), word(43), word(6), (id, secret, checksum) => {
        const text = `spw_${id}_${secret}${checksum}`;
        const reads = table.reads.length;
        void verify(text);
        const isRight = numberOf(checksum) === crc32(text.slice(0, -6));
        expect(table.reads.length - reads).toBe(isRight ? 1 : 0);
      }),
      { numRuns: 1000 },
    );
  });

  test('is refused unread in any other form, although the checksum is right', () => {
    const [id, secret] = [createKeyId(), createSecret()];
    const { verify } = keys.instance();
    const parts = [
      { id: id.slice(1), secret },
      { id: `${id}0`, secret },
      { id: `${id.slice(1)}-`, secret },
      { id: `${id.slice(1)}\n`, secret },
      { id, secret: secret.slice(1) },
      { id, secret: `${secret}0` },
      { id, secret: `${secret.slice(1)}_` },
      { id: `${id}_`, secret: secret.slice(1) },
    ];

    for (const wrong of parts) expect(verify(formatKey(wrong))).toMatchObject({ kind: 'invalid' });
    expect(table.reads).toEqual([]);
  });

  test.each(['', 'spw_', 'Bearer', 'a'.repeat(66), 'x'.repeat(1_000_000)])('%.20s is refused unread', (text) => {
    const verdict = keys.instance().verify(text);

    expect(verdict).toEqual({ kind: 'invalid', description: expect.stringContaining('not a complete API key') });
    expect(table.reads).toEqual([]);
  });
});
