/** The `static` target: returns the same result for every call. */
export { prepareStatic } from './static-tool.ts';
