/** Prepares documents other than tools: code that loads with the first request that needs one. */
import type { PrepareOthers } from '../catalog/types.ts';
import type { TargetEnvironment } from '../targets/index.ts';
import { type PreparedPrompt, preparePrompt } from './prompts/prepared-prompt.ts';
import { type PreparedResource, prepareResource } from './resources/prepared-resource.ts';

export function prepareOthers(environment: TargetEnvironment): PrepareOthers<PreparedPrompt, PreparedResource> {
  return {
    prompt: (document) => preparePrompt(document, environment),
    resource: (document) => prepareResource(document, environment),
  };
}
