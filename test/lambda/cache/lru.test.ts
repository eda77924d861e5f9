import fc from 'fast-check';
import { createLru } from '../../../lambda/cache/lru.ts';

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

test('does as a list of entries would that is sorted by their last use', () => {
  const key = fc.constantFrom(...'abcdef');
  const steps = fc.array(
    fc.oneof(
      fc.record({ act: fc.constant('get' as const), key }),
      fc.record({ act: fc.constant('set' as const), key, weight: fc.nat(12) }),
      fc.record({ act: fc.constant('delete' as const), key }),
    ),
    { maxLength: 60 },
  );
  const property = fc.property(steps, (taken) => {
    const cache = createLru<number>({ entries: 4, weight: 10 });
    let model: { key: string; value: number; weight: number }[] = [];
    const without = (gone: string) => model.filter((entry) => entry.key !== gone);
    for (const [value, step] of taken.entries()) {
      const known = model.find((entry) => entry.key === step.key);
      if (step.act === 'get') {
        expect(cache.get(step.key)).toBe(known?.value);
        if (known) model = [...without(step.key), known];
      } else {
        model = without(step.key);
        if (step.act === 'delete') cache.delete(step.key);
        else {
          cache.set(step.key, value, step.weight);
          if (step.weight <= 10) model.push({ key: step.key, value, weight: step.weight });
        }
      }
      while (model.length > 4 || model.reduce((sum, { weight }) => sum + weight, 0) > 10) model.shift();
      expect(cache.size).toBe(model.length);
    }
  });
  fc.assert(property, { numRuns: 500 });
});
