import type { Fault } from '../../../fault.ts';
import { isJsonObject, type JsonObject } from '../../../json.ts';

/** Checks rules that the schema of `poll` cannot express. */
export function checkPoll({ poll, stream = 'none', pagination }: JsonObject): Fault[] {
  if (poll === undefined) return [];
  const faults: Fault[] = [];
  const path = ['poll'];
  if (stream !== 'none') faults.push({ path, message: 'waits for one whole response: remove `stream`' });
  if (pagination !== undefined) faults.push({ path, message: 'waits for one whole response: remove `pagination`' });
  if (!isJsonObject(poll)) return faults;
  const { intervalMs, deadlineMs } = poll;
  if (typeof intervalMs === 'number' && typeof deadlineMs === 'number' && intervalMs >= deadlineMs) {
    const message = `must be less than \`poll.deadlineMs\` (${deadlineMs}), or the state is never requested`;
    faults.push({ path: [...path, 'intervalMs'], message });
  }
  return [...faults, ...checkFailed(poll)];
}

/** `failed` ends the wait by itself, so that a negation is true for work that has only begun. */
function checkFailed({ until, failed }: JsonObject): Fault[] {
  if (until === undefined || typeof failed !== 'string') return [];
  if (!/!=|\$not\s*\(/.test(failed) || /\band\b/.test(failed)) return [];
  const message =
    "is true for work that is pending, too, and ends the wait then: name the states that failed, such as $response.body.status in ['failed', 'canceled']";
  return [{ severity: 'warning', path: ['poll', 'failed'], message }];
}
