import type { Mask } from '../../../secrets/index.ts';
import type { ResponseHead } from '../../../upstream/index.ts';
import { printable, quote } from '../quote.ts';

/** A larger number of seconds is a moment since 1970. */
const LEAST_EPOCH = 1_000_000_000;
/** A larger number is in milliseconds. */
const LEAST_EPOCH_MS = 100_000_000_000;
/** No API asks for a longer pause; another number means something else. */
const MAX_SECONDS = 366 * 86_400;

/** Headers that name when a limit is reset, in the order of preference. */
const RESETS = [
  'x-ratelimit-reset-after', // Discord: seconds
  'ratelimit-reset',
  'x-ratelimit-reset',
  'x-rate-limit-reset',
  'ratelimit', // draft-ietf-httpapi-ratelimit-headers: `"default";r=0;t=30`
  'x-ratelimit-reset-requests', // OpenAI: `1m6s`
];
/** Milliseconds, of OpenAI and Azure. */
const MS_AFTER = ['retry-after-ms', 'x-ms-retry-after-ms'];
const REMAINING = ['x-ratelimit-remaining', 'ratelimit-remaining', 'x-rate-limit-remaining'];

/**
 * What the headers of a failed response tell an agent to do: when to come back, and which scope its credential lacks.
 *
 * @returns sentences, masked
 */
export function hintsOf(head: ResponseHead, mask: Mask): readonly string[] {
  return [returnOf(head), scopeOf(head)].flatMap((hint) => {
    return hint === undefined ? [] : [quote(printable(mask.text(hint)), 400)];
  });
}

function returnOf({ status, headers }: ResponseHead): string | undefined {
  const sent = Date.parse(headers.date ?? '');
  const after = headers['retry-after'];
  if (after !== undefined) return sentenceOf(after, sent);
  for (const name of MS_AFTER) {
    const ms = Number(headers[name]);
    if (ms > 0) return sentenceOf(String(ms / 1_000), sent);
  }
  const isSpent = REMAINING.some((name) => headers[name] === '0');
  if (status !== 429 && !(isSpent && (status === 403 || status === 503))) return undefined;
  for (const name of RESETS) {
    const sentence = sentenceOf(String(headers[name] ?? ''), sent);
    if (sentence !== undefined) return sentence;
  }
  return undefined;
}

/** @param sent epoch milliseconds of the response by the upstream's clock; NaN if unknown */
function sentenceOf(text: string, sent: number): string | undefined {
  const seconds = secondsOf(text);
  const moment = seconds === undefined ? Date.parse(text) : momentOf(seconds);
  if (moment === undefined) {
    return seconds === undefined || seconds > MAX_SECONDS ? undefined : `Try again in ${Math.ceil(seconds)} s.`;
  }
  if (Number.isNaN(moment) || text.length < 9) return undefined;
  const date = new Date(moment);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9_999 || date.getUTCFullYear() < 1_970) return undefined;
  const at = `at ${date.toISOString().replace('.000Z', 'Z')}`;
  const wait = Math.ceil((moment - sent) / 1_000);
  if (wait < 0) return undefined; // the moment has passed
  return wait <= MAX_SECONDS ? `Try again in ${wait} s, ${at}.` : `Try again ${at}.`;
}

/** Seconds as a number, as `1m6s`, or as the `t` of a structured field. */
function secondsOf(text: string): number | undefined {
  if (/^\d{1,13}(?:\.\d+)?$/.test(text)) return Number(text);
  const field = /(?:;\s*t|\breset)=(\d{1,9})\b/.exec(text);
  if (field) return Number(field[1]);
  const [, hours = 0, minutes = 0, seconds = 0, ms = 0] =
    /^(?:(\d{1,6})h)?(?:(\d{1,6})m(?!s))?(?:(\d{1,6}(?:\.\d+)?)s)?(?:(\d{1,9})ms)?$/.exec(text) ?? [];
  const total = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) + Number(ms) / 1_000;
  return total > 0 ? total : undefined;
}

function momentOf(seconds: number): number | undefined {
  if (seconds < LEAST_EPOCH) return undefined;
  return seconds < LEAST_EPOCH_MS ? seconds * 1_000 : seconds;
}

const SCOPE = /\bscope\s*=\s*(?:"([^"]*)"|([^\s,"]+))/i;
const DESCRIPTION = /\berror_description\s*=\s*"([^"]*)"/i;

/** RFC 6750 section 3.1, and the headers of GitHub. */
function scopeOf({ status, headers }: ResponseHead): string | undefined {
  if (status !== 401 && status !== 403 && status !== 404) return undefined;
  const challenge = headers['www-authenticate'] ?? '';
  const scope = SCOPE.exec(challenge);
  const wanted = scope?.[1] ?? scope?.[2] ?? '';
  if (/\binsufficient_scope\b/.test(challenge)) {
    return `The credential of the tool lacks a scope${wanted === '' ? '' : `; the request needs: ${wanted}`}.`;
  }
  const description = DESCRIPTION.exec(challenge)?.[1];
  if (description) return `The upstream's challenge: ${description.replace(/\.$/, '')}.`;
  return acceptedScopes(headers['x-accepted-oauth-scopes'], headers['x-oauth-scopes']);
}

function acceptedScopes(accepted: unknown, granted: unknown): string | undefined {
  if (typeof accepted !== 'string' || accepted.trim() === '' || typeof granted !== 'string') return undefined;
  const has = granted.split(',').map((scope) => scope.trim());
  if (accepted.split(',').some((scope) => has.includes(scope.trim()))) return undefined;
  return `The credential of the tool lacks a scope; the request needs one of: ${accepted.trim()}.`;
}
