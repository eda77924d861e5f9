import { DOCTOR_KEY_MS, DOCTOR_SERVER } from '../../doctor-server.ts';
import type { Principal } from '../principal.ts';
import type { Verdict } from '../verdict.ts';

/**
 * Lets only a key of `spillway doctor` pass, on a stage that accepts no keys: one that is valid for its server alone, and was
 * never valid for longer than doctor needs it. Every other key is refused like any key, whatever is wrong with it.
 *
 * @param checked what the check of the key found
 * @param refusal the stage's response to keys
 */
export function doctorKeyOnly(checked: Verdict | Promise<Verdict>, refusal: Verdict): Verdict | Promise<Verdict> {
  if (checked instanceof Promise) return checked.then((verdict) => doctorKeyOnly(verdict, refusal));
  if (checked.kind === 'unavailable') return checked;
  return checked.kind === 'valid' && isDoctorKey(checked.principal) ? checked : refusal;
}

function isDoctorKey({ kind, servers, issuedAt, expiresAt }: Principal): boolean {
  if (kind !== 'key' || servers?.size !== 1 || !servers.has(DOCTOR_SERVER)) return false;
  return issuedAt !== undefined && expiresAt !== undefined && expiresAt - issuedAt <= DOCTOR_KEY_MS;
}
