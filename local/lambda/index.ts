/** Emulates Lambda's execution environments: one process per concurrent invocation, each with a Runtime API. */
export { type AnnouncedStage, announcedStage } from './announced-stage.ts';
export { DEFAULT_EVENT_INVOKE_CONFIG, type EventInvokeConfig, readEventInvokeConfigs } from './event-invoke-config.ts';
export { readFunctions } from './model.ts';
export { FunctionPool } from './pool.ts';
export {
  CallerGone,
  type FindFunction,
  FunctionFailed,
  type FunctionResponse,
  type FunctionSpec,
  type Invocable,
  type InvokeOptions,
  Throttled,
} from './spec.ts';
