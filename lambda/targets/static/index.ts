/** The `static` target: a result that the document contains. */
export { prepareStatic } from './static-tool.ts';
