import type { HttpLayer } from '../http/index.ts';
import type { TargetTool } from '../types.ts';
import { convert } from './conversions.ts';
import { hintsOf, isNotFound, isPassing } from './failures.ts';
import type { AwsRequest } from './request.ts';

/** The name of an action in errors: `AWS sqs:SendMessage`. */
export function labelOf({ target: { service } }: TargetTool, action: string): string {
  return `AWS ${String(service)}:${action}`;
}

/** What the protocols of AWS add to the requests and responses of `http`. */
export function layerOf(tool: TargetTool, action: string, { conversions, signingName }: AwsRequest): HttpLayer {
  return {
    label: labelOf(tool, action),
    ...(conversions !== undefined && { body: (value: unknown) => convert(value, conversions) }),
    busy: isPassing,
    isNotFound,
    hints: (response) => hintsOf(response, { permission: `${signingName}:${action}`, role: String(tool.target.role) }),
  };
}
