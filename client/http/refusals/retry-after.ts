/**
 * Reads `Retry-After`: seconds, or a date, which is compared with the server's own clock. RFC 9110 section 10.2.3
 *
 * @returns milliseconds; `undefined` if the header is absent or invalid
 */
export function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // Every form of a date starts with a weekday. Engines take more, "-1" for example.
  const at = /^[A-Za-z]{3}/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return undefined;
  const now = Date.parse(headers.get('date') ?? '');
  return Math.max(0, at - (Number.isNaN(now) ? Date.now() : now));
}
