import { DENY_LIMITS, type DenyRule, hasMember } from '../../../lambda/auth/deny-list/manage/index.ts';
import { isKeyId } from '../../../lambda/auth/keys/manage/index.ts';
import { UsageError } from '../context.ts';

/** Options that say whom an entry denies. */
export interface RuleOptions {
  readonly issuer?: string;
  readonly subject?: string;
  readonly client?: string;
  readonly key?: string;
  readonly issuedBefore?: string;
}

/**
 * Reads the options as a rule.
 *
 * @param now epoch milliseconds, for `--issued-before now`
 * @throws UsageError when an option is invalid, or there is none
 */
export function readRule({ issuer, subject, client, key, issuedBefore }: RuleOptions, now: number): DenyRule {
  const rule: DenyRule = {
    ...named('--issuer', 'issuer', issuer),
    ...named('--subject', 'subject', subject),
    ...named('--client', 'client', client),
    ...named('--key', 'key', key && keyId(key)),
    ...(issuedBefore !== undefined && { issuedBefore: moment(issuedBefore, now) }),
  };
  if (rule.key !== undefined && (rule.issuer ?? rule.subject ?? rule.client) !== undefined) {
    throw new UsageError('pass either --key or options for tokens: no caller has both, so the entry would deny nobody');
  }
  if (hasMember(rule)) return rule;
  throw new UsageError('pass at least one of --issuer, --subject, --client, --key and --issued-before');
}

/** The text of an option that people write. @throws UsageError */
export function checkText(option: string, text: string, maxChars: number): string {
  if (text === '' || text.length > maxChars || !text.isWellFormed() || /\p{Cc}/u.test(text)) {
    throw new UsageError(`${option} must have 1 to ${maxChars} characters, without control characters`);
  }
  return text;
}

function named(option: string, name: keyof DenyRule, text: string | undefined): DenyRule {
  return text === undefined ? {} : { [name]: checkText(option, text, DENY_LIMITS.nameChars) };
}

function keyId(text: string): string {
  // What is stored here is no secret, and a key in full is one.
  if (text.startsWith('spw_')) throw new UsageError('--key must be the id of a key, not the key itself');
  const id = text.replace(/^key:/, '');
  if (isKeyId(id)) return id;
  // Not quoted: it may be the rest of a key, with its secret.
  throw new UsageError('--key must be the id of a key: 12 letters and digits, as `spillway keys list` shows it');
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

function moment(text: string, now: number): number {
  if (text === 'now') return now;
  const time = DATE.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(
    `--issued-before must be a time such as 2026-11-26T12:00:00Z, a date (its start in UTC) or now, found ${text}`,
  );
}
