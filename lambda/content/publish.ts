/** MCP content blocks at publish: their JSON Schemas and the checks that a schema cannot express. Functions do not bundle it. */
export { checkAnnotations, checkBase64, checkBlock, withStandIns } from './check.ts';
export { ANNOTATIONS, contentBlock, icons, MIME_TYPE } from './schema.ts';
