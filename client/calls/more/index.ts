/** What a call does not need before its response, and what only lists and other methods need. Loaded on demand. */

export {
  type Prompt,
  type PromptArgument,
  promptsOf,
  type Resource,
  type ResourceTemplate,
  resourcesOf,
  resourceTemplatesOf,
  type Tool,
  type ToolAnnotations,
  toolsOf,
} from './entries.ts';
export { lookUpMirrored } from './mirrored.ts';
export { partOf } from './part-of.ts';
export { completionOf, discoveryOf, promptResultOf, readResultOf } from './read-results.ts';
export { cancelTask, followCreated, followTask, getTask, type TaskState, updateTask } from './tasks.ts';
