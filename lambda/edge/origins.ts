/** Whether a browser's `Origin` may call. */
export type OriginCheck = (origin: string) => boolean;

/** The longest origin: a host name has at most 253 characters. A pattern with two `*` takes the square of a text's length. */
const MAX_CHARS = 512;

/**
 * Creates the check of the stage's allow-list. spec: basic/transports/streamable-http#security--endpoint
 *
 * @param allowed origins such as `https://app.example.com`; `*` stands for any run of characters except `/`; an origin
 * that is not a valid header value never matches
 * @param publicUrl the endpoint's own address, whose origin is always allowed
 */
export function createOriginCheck(allowed: readonly string[], publicUrl: string): OriginCheck {
  const exact = new Set([...allowed.filter((origin) => !origin.includes('*')), new URL(publicUrl).origin]);
  const patterns = allowed.filter((origin) => origin.includes('*')).map(toPattern);
  return (origin) =>
    exact.has(origin) || (origin.length <= MAX_CHARS && patterns.some((pattern) => pattern.test(origin)));
}

function toPattern(origin: string): RegExp {
  const parts = origin.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  // Visible ASCII without `/`: the response repeats a matching origin in a header.
  return new RegExp(`^${parts.join('[!-.0-~]*')}$`);
}
