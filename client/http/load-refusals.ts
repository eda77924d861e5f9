/** Loads what reads a response that does not answer a request. The network works then, because there is a response. */
export function loadRefusals() {
  return import('./refusals/index.ts');
}
