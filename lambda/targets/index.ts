/** Target types: how a tool gets its result. Each type is one folder, one line in `target-types.ts` and one in `publish.ts`. */
export {
  type InputRequest,
  type InputRequests,
  type InputRequiredPart,
  isParts,
  LOG_LEVELS,
  type LogLevel,
  type LogPart,
  type Part,
  type PartialPart,
  type Parts,
  type ProgressPart,
  partsIn,
  type ResultPart,
} from './parts.ts';
export { isWrite } from './repeatable.ts';
export { targets } from './target-types.ts';
export type {
  AwsAccess,
  CallContext,
  PreparedTarget,
  RequestAddress,
  Seal,
  StageAccess,
  TargetEnvironment,
  TargetTool,
  TargetType,
  TraceContext,
} from './types.ts';
