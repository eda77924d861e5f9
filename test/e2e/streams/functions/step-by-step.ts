import { defineTool, partial, progress, result } from '../../../../toolkit/index.ts';

/** Goes on to its second step when the URL has answered. */
export const handler = defineTool<{ url: string }>(async function* ({ url }) {
  yield progress(1, 2);
  yield partial('first');
  await fetch(url);
  yield progress(2, 2);
  yield partial('second');
  return result('first, second');
});
