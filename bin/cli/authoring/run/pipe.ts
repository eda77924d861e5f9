import { Duplex } from 'node:stream';

/** Two ends of a connection in memory: each reads what the other writes. */
export function createPipe(): readonly [Duplex, Duplex] {
  const ends: Duplex[] = [];
  const other = (index: number) => ends[1 - index];
  for (const index of [0, 1]) ends.push(endOf(() => other(index)));
  const [one, two] = ends;
  if (one === undefined || two === undefined) throw new Error('a pipe has two ends');
  return [one, two];
}

function endOf(other: () => Duplex | undefined): Duplex {
  return new Duplex({
    allowHalfOpen: true,
    read: () => {},
    write(chunk, _encoding, done) {
      other()?.push(chunk);
      done();
    },
    final(done) {
      other()?.push(null);
      done();
    },
  });
}
