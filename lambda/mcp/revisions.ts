/** The stateless revision: every request carries its own metadata. */
export const V2026 = '2026-07-28';

/** The oldest revision that is served. Every later one knows all that a server of this one may send. */
export const OLDEST_VERSION = '2024-11-05';

/** The newest revision whose clients start with `initialize`. */
export const NEWEST_LEGACY_VERSION = '2025-11-25';

/** Revisions whose clients start with `initialize`, newest first. */
export const LEGACY_VERSIONS: readonly string[] = [NEWEST_LEGACY_VERSION, '2025-06-18', '2025-03-26', OLDEST_VERSION];

/** Every revision that this endpoint serves, newest first. */
export const SUPPORTED_VERSIONS: readonly string[] = [V2026, ...LEGACY_VERSIONS];
