/**
 * The server of `spillway doctor`, which it publishes for as long as it measures a stage. Documents of authors cannot use the name,
 * and on a stage without keys its key is the only one that admits anybody (docs/decisions/0037).
 */
export const DOCTOR_SERVER = 'spillway-doctor';

/** How long a key of doctor is valid; on a stage without keys, one that is valid for longer admits nobody. */
export const DOCTOR_KEY_MS = 600_000;
