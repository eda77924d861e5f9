import type { HttpResponse } from '../http.ts';
import { type RawJson, rawJSON } from '../json.ts';

/**
 * What a lambda target answers an ALB. AWS: elasticloadbalancing/latest/application/lambda-functions.html#respond-to-load-balancer
 * The runtime writes it as JSON, body and all, in one piece.
 */
export interface AlbResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly body: string | RawJson;
  readonly isBase64Encoded: false;
}

/** Writes a response as the document that an ALB takes. */
export function toAlb({ status, headers, body, escapedBody }: HttpResponse, multiValueHeaders: boolean): AlbResult {
  const result = {
    statusCode: status,
    // A stored page is escaped already: a second pass over it would be most of the cost of a list.
    body: escapedBody === undefined ? body : rawJSON(`"${escapedBody}"`),
    isBase64Encoded: false,
  } as const;
  if (!multiValueHeaders) return { ...result, headers };
  const lists = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { ...result, multiValueHeaders: lists };
}
