/** The `http` target: arguments become path, query, headers and body; the response becomes the result. */
export { prepareHttp } from './http-tool.ts';
export { type EnvelopeReader, type HttpLayer, quoteBeginning } from './response/index.ts';
