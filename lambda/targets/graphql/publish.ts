/** The `graphql` target at publish: schema and checks. Functions do not bundle it. */
import { httpTarget } from '../http/publish.ts';
import type { TargetType } from '../types.ts';
import { checkGraphql } from './check.ts';
import { schema } from './schema.ts';

/** Address and credentials have the same keys as those of `http`. */
export const graphqlTarget: TargetType = { ...httpTarget, schema, check: checkGraphql };
