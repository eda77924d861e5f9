import type { PrepareTarget } from '../types.ts';
import { prepareItem } from './item.ts';
import { prepareQuery } from './query/index.ts';

/** Reads and writes a DynamoDB table that the stage opens to tools; the pages of a query may leave as they come. */
export const prepareDynamodb: PrepareTarget = (tool, environment) =>
  tool.target.operation === 'Query' ? prepareQuery(tool, environment) : prepareItem(tool, environment);
