/** Loads what reads a response that is not a success. The network works then, because there is a response. */
export function loadRefusals() {
  return import('./refusals/index.ts');
}
