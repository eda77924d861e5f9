/** Calls the tools of a deployment without an SDK: parts as they arrive, results, lists, resources, prompts and tasks. */
export { Call, type CallBounds } from './call.ts';
export { type CompletedArgument, type CompletionReference, SpillwayClient } from './client.ts';
export type { ClientInfo } from './connection.ts';
export { QuestionUnanswered, TaskCancelled } from './errors.ts';
export type { FromSchema } from './from-schema.ts';
export type {
  Prompt,
  PromptArgument,
  Resource,
  ResourceTemplate,
  TaskState,
  Tool,
  ToolAnnotations,
} from './more/index.ts';
export type { AnsweringOptions, CallOptions, RequestOptions, SpillwayClientOptions } from './options.ts';
export type {
  LogLevel,
  LogPart,
  Part,
  PartialPart,
  ProgressPart,
  ResultPart,
  TaskPart,
  TaskStatus,
} from './parts.ts';
export type { AnswerHandler, Question } from './questions.ts';
export {
  type Annotations,
  type AudioBlock,
  type CallResult,
  type Completion,
  type ContentBlock,
  type Discovery,
  type EmbeddedResourceBlock,
  type ImageBlock,
  type PromptMessage,
  type PromptResult,
  type ReadResult,
  type ResourceContents,
  type ResourceLinkBlock,
  receivedOf,
  type TextBlock,
} from './results.ts';
export { TaskHandle } from './task-handle.ts';
