import type { HttpResponse } from '../http.ts';
import { type RawJson, rawJSON } from '../json.ts';

/**
 * The response of a lambda target to an ALB. AWS:
 * elasticloadbalancing/latest/application/lambda-functions.html#respond-to-load-balancer The runtime serializes it as
 * one JSON document, including the body.
 */
export interface AlbResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string | RawJson;
  readonly isBase64Encoded: false;
}

/** Converts a response to the document that an ALB accepts. */
export function toAlb({ status, headers, body, escapedBody }: HttpResponse, multiValueHeaders: boolean): AlbResult {
  const result = {
    statusCode: status,
    // A stored page is already escaped; escaping it again would be most of the cost of a list.
    body: escapedBody === undefined ? body : rawJSON(`"${escapedBody}"`),
    isBase64Encoded: false,
  } as const;
  if (!multiValueHeaders) return { ...result, headers };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { ...result, multiValueHeaders: lists };
}
