import type { HttpLayer } from '../http/index.ts';
import type { TargetTool } from '../types.ts';
import { convert } from './conversions.ts';
import { hintsOf, isThrottled } from './failures.ts';
import type { AwsRequest } from './request.ts';

/** What the protocols of AWS add to the requests and responses of `http`. */
export function layerOf(
  { target: { service, role } }: TargetTool,
  action: string,
  { conversions, signingName }: AwsRequest,
): HttpLayer {
  return {
    label: `${String(service)}:${action}`,
    ...(conversions !== undefined && { body: (value: unknown) => convert(value, conversions) }),
    busy: isThrottled,
    hints: (response) => hintsOf(response, { permission: `${signingName}:${action}`, role: String(role) }),
  };
}
