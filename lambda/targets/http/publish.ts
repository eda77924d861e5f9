import type { TargetType } from '../types.ts';
import { checkHttp } from './check.ts';
import { checkHttpStage, secretUrls } from './check-stage.ts';
import { schema } from './schema.ts';

export { isForeign } from './foreign-templates.ts';
export { keysOfHttp, ROW_KEYS } from './layer-schema.ts';
export { PAGE_KEYS } from './pages/publish.ts';
export { objectOrExpression } from './request/publish.ts';

export const httpTarget: TargetType = { schema, check: checkHttp, secretUrls, checkStage: checkHttpStage };
