import { defineTool, partial } from '../../../../toolkit/index.ts';

/** Does three steps and then finds out that it has a bug. */
export const handler = defineTool(async function* () {
  yield partial('one');
  yield partial('two');
  yield partial('three');
  throw new TypeError('the bug of breaks-after-three');
});
