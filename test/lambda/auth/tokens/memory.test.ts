import { deploy, mint } from './support/deployment.ts';

/** Whether a token is in memory: its check then needs no promise. */
const isKept = (verdict: unknown) => !(verdict instanceof Promise);

test('tokens with thousands of scopes or groups take the memory of many others', async () => {
  const many = Array.from({ length: 3_000 }, (_, index) => index.toString(36));
  const heavy = (sub: number) => mint({ sub: `s${sub}`, scope: many.join(' ') });
  const deployment = deploy();
  const first = heavy(0);
  await deployment.verify(first);
  expect(isKept(deployment.verify(first))).toBe(true);

  for (let sub = 1; sub <= 150; sub += 1) await deployment.verify(heavy(sub));

  expect(isKept(deployment.verify(first))).toBe(false);
});
