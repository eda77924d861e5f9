import type { PrepareTarget } from '../types.ts';
import { prepareItem } from './item.ts';
import { prepareQuery } from './query/index.ts';

/** Prepares a `dynamodb` tool. */
export const prepareDynamodb: PrepareTarget = (tool, environment) =>
  tool.target.operation === 'Query' ? prepareQuery(tool, environment) : prepareItem(tool, environment);
