import { createLru } from '../../../lambda/catalog/lru.ts';

test('what was not used for longest goes first', () => {
  const cache = createLru<number>({ entries: 2 });
  cache.set('a', 1);
  cache.set('b', 2);
  cache.get('a');
  cache.set('c', 3);
  expect([cache.get('a'), cache.get('b'), cache.get('c'), cache.size]).toEqual([1, undefined, 3, 2]);
});

test('weight is bounded, and given back when an entry goes or is replaced', () => {
  const cache = createLru<string>({ entries: 10, weight: 100 });
  cache.set('a', 'a', 60);
  cache.set('a', 'A', 30);
  cache.set('b', 'b', 70);
  expect(cache.size).toBe(2);
  cache.set('c', 'c', 40);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, undefined, 'c']);
  cache.delete('c');
  cache.set('d', 'd', 100);
  expect(cache.get('d')).toBe('d');
});

test('what outweighs the whole cache is not kept', () => {
  const cache = createLru<string>({ entries: 10, weight: 100 });
  cache.set('a', 'a', 10);
  cache.set('huge', 'h', 101);
  expect([cache.get('a'), cache.get('huge')]).toEqual(['a', undefined]);
});
