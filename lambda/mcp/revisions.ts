/** The stateless revision: every request carries its own metadata. */
export const V2026 = '2026-07-28';

/** Revisions whose clients start with `initialize`, newest first. */
export const LEGACY_VERSIONS: readonly string[] = ['2025-11-25', '2025-06-18', '2025-03-26'];

/** Every revision that this endpoint serves, newest first. */
export const SUPPORTED_VERSIONS: readonly string[] = [V2026, ...LEGACY_VERSIONS];
