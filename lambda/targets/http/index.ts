/** Calls an HTTP API: arguments become path, query, headers and body; the answer becomes the result. */
export { prepareHttp } from './prepare.ts';
