import { ExpiringCache } from '../../../lambda/cache/index.ts';

describe('expiring cache', () => {
  test('loads once for all who ask at a time, again after the end, and keeps so many', async () => {
    let time = 0;
    let loads = 0;
    const cache = new ExpiringCache<number>(() => time, 2);
    const get = (key: string) => cache.get(key, async () => ({ value: ++loads, expiresAt: time + 10 }));
    expect(await Promise.all([get('a'), get('a')])).toEqual([1, 1]);
    time = 10;
    expect(await get('a')).toBe(2);
    await get('b');
    await get('c');
    expect(cache.peek('a')).toBeUndefined();
    expect(cache.peek('c')).toBe(4);
  });

  test('forgets a load that failed, and drops only what the caller saw', async () => {
    const cache = new ExpiringCache<number>(() => 0, 2);
    await expect(cache.get('a', async () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await cache.get('a', async () => ({ value: 1, expiresAt: 1 }))).toBe(1);
    cache.drop('a', 2);
    expect(cache.peek('a')).toBe(1);
    cache.drop('a', 1);
    expect(cache.peek('a')).toBeUndefined();
  });
});
