import type { TargetType } from '../types.ts';
import { checkHttp } from './check.ts';
import { prepareHttp } from './prepare.ts';
import { schema } from './schema.ts';

/** Calls an HTTP API: arguments become path, query, headers and body; the answer becomes the result. */
export const httpTarget: TargetType = {
  type: 'http',
  schema,
  check: checkHttp,
  prepare: prepareHttp,
};
