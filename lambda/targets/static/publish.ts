/** The `static` target at publish: schema and checks. Functions do not bundle it. */
import type { TargetType } from '../types.ts';
import { checkStatic } from './check.ts';
import { schema } from './schema.ts';

export const staticTarget: TargetType = { schema, check: checkStatic, readsAnswers: false };
