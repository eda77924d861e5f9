/** Runs inside the bundle of `bench/catalogue.ts`: one function instance for each size of catalogue. */
import { seededRandom } from '../support/random.ts';
import { measureRounds, type Rounds } from '../support/rounds.ts';
import { hitsOnly } from './hits.ts';
import { createInstance } from './instance.ts';
import { fillCache, type RandomRound, randomRound } from './random-calls.ts';
import { SIZES } from './sizes.ts';

export interface CatalogueMeasurement {
  /** By size. */
  readonly random: Readonly<Record<number, readonly RandomRound[]>>;
  /** Cache hits by variant. */
  readonly hits: Rounds;
}

const ROUNDS = 9;

const [endpoint = ''] = process.argv.slice(2);
const random = seededRandom(20_261_121);
const instances = SIZES.map((size) => createInstance(size, endpoint));

const measured: Record<number, RandomRound[]> = {};
for (const instance of instances) {
  measured[instance.size] = [];
  await fillCache(instance, random);
}
for (let round = 0; round < ROUNDS; round++) {
  for (const instance of instances) measured[instance.size]?.push(await randomRound(instance, random));
}
const variants = [];
for (const instance of instances) variants.push(await hitsOnly(instance, random));
const hits = await measureRounds(variants, { rounds: 15, sliceMs: 150, warmUpMs: 500 });
process.send?.({ random: measured, hits } satisfies CatalogueMeasurement);
process.disconnect();
