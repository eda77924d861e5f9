/** Reads the results of lists, resources, prompts and completions. Loaded on demand. */
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
export { completionOf, discoveryOf, promptResultOf, readResultOf } from './results.ts';
