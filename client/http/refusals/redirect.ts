import { NotAnMcpResponse } from '../../errors/index.ts';
import type { HeaderMap } from '../endpoint.ts';

const MAX_REDIRECTS = 5;
/** 302 and 303 turn a POST into a GET. RFC 9110 section 15.4 */
const KEEPS_METHOD: ReadonlySet<number> = new Set([301, 307, 308]);

/**
 * Returns where a redirect leads, which must be within the origin.
 *
 * @param url where the response came from
 * @param before number of redirects before this one
 * @throws NotAnMcpResponse
 */
export function targetOf({ status, headers }: Response, url: string, before: number): string {
  const location = headers.get('location') ?? '';
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (location === '' || target === undefined)
    throw new NotAnMcpResponse(status, '', 'A redirect without a valid Location');
  if (target.origin !== new URL(url).origin) {
    const advice = `The server redirects to ${target.href}, another origin, which must not receive the credentials. Use that URL if you trust it`;
    throw new NotAnMcpResponse(status, '', advice);
  }
  if (!KEEPS_METHOD.has(status)) {
    throw new NotAnMcpResponse(
      status,
      '',
      `The server redirects to ${target.href}, to be read with GET. Check the URL`,
    );
  }
  if (before === MAX_REDIRECTS) throw new NotAnMcpResponse(status, '', `More than ${MAX_REDIRECTS} redirects`);
  return target.href;
}

/**
 * Browsers hide where a redirect leads, so they follow it themselves. They remove `Authorization` when it leaves the origin, and
 * nothing else; another header of the caller may be a credential, too.
 */
export function safeElsewhere(own: HeaderMap): HeaderMap {
  return Object.fromEntries(Object.entries(own).filter(([name]) => name.toLowerCase() === 'authorization'));
}
