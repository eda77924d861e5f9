import { defineTool, partial } from '../../../../toolkit/index.ts';

/** Tells a URL of every part that has left, each of 100,000 characters. */
export const handler = defineTool<{ url: string; parts: number }>(async function* ({ url, parts }) {
  for (let part = 0; part < parts; part += 1) {
    yield partial('x'.repeat(100_000));
    await fetch(url);
  }
  return `${parts} parts`;
});
