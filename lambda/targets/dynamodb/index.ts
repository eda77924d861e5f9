/** The `dynamodb` target: reads and writes one table that the stage opens to tools. */
export { toAttributeMap } from './attributes.ts';
export { prepareDynamodb } from './dynamodb-tool.ts';
