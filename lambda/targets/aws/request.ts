import type { Json, JsonObject } from '../../json.ts';
import type { Conversions } from './conversions.ts';

/** What publishing finds out about an operation, so that functions need no model: stored as `request` of the block. */
export interface AwsRequest {
  /** The service's part of the host name: `sqs`. */
  readonly host: string;
  readonly signingName: string;
  /** Whether the service has one endpoint for all Regions. */
  readonly global?: boolean;
  /** The only Region of the partition `aws` that has the service. */
  readonly home?: string;
  readonly method: string;
  /** With placeholders: `/2015-03-31/functions/{FunctionName}/invocations`. */
  readonly path: string;
  /** Whether the operation changes nothing. */
  readonly readOnly: boolean;
  /** Keys of an `http` block: where the parameters go. */
  readonly parts: RequestParts & JsonObject;
  /** What values of expressions in the body become on the wire. */
  readonly conversions?: Conversions;
  /** The `pagination` of an `http` block, but for what the document says of it. */
  readonly pages?: JsonObject;
}

/** The keys of an `http` block that hold parameters. */
export interface RequestParts {
  readonly path?: JsonObject;
  readonly query?: JsonObject;
  readonly headers?: JsonObject;
  readonly body?: Json;
  readonly text?: Json;
  readonly binary?: Json;
  readonly contentType?: string;
}
