import { countedKeys, type Meter } from '../../work/index.ts';

/** Which members of one object, or items of one array, a schema has looked at. spec: JSON Schema 2020-12, Core, section 11 */
export class Evaluated {
  /** The place of each member; absent for an array. */
  readonly #places: ReadonlyMap<string, number> | undefined;
  readonly #flags: Uint8Array;

  private constructor(places: ReadonlyMap<string, number> | undefined, flags: Uint8Array) {
    this.#places = places;
    this.#flags = flags;
  }

  /** @returns `undefined` for a value that has neither members nor items */
  static of(value: unknown, meter: Meter): Evaluated | undefined {
    if (Array.isArray(value)) {
      meter.spend(value.length >> 6);
      return new Evaluated(undefined, new Uint8Array(value.length));
    }
    if (typeof value !== 'object' || value === null) return undefined;
    const places = new Map(countedKeys(value, meter).map((key, index) => [key, index]));
    return new Evaluated(places, new Uint8Array(places.size));
  }

  mark(key: string | number): void {
    const place = this.#placeOf(key);
    if (place !== undefined) this.#flags[place] = 1;
  }

  markAll(): void {
    this.#flags.fill(1);
  }

  has(key: string | number): boolean {
    const place = this.#placeOf(key);
    return place !== undefined && this.#flags[place] === 1;
  }

  /** A record of the same value for a branch that may not hold. */
  branch(meter: Meter): Evaluated {
    meter.spend(this.#flags.length >> 3);
    return new Evaluated(this.#places, new Uint8Array(this.#flags.length));
  }

  /** Takes over what a branch that holds has looked at. */
  add(other: Evaluated, meter: Meter): void {
    meter.spend(this.#flags.length >> 2);
    for (let place = 0; place < this.#flags.length; place += 1) {
      if (other.#flags[place] === 1) this.#flags[place] = 1;
    }
  }

  #placeOf(key: string | number): number | undefined {
    return typeof key === 'number' ? key : this.#places?.get(key);
  }
}
