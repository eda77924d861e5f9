/** The checks of a running stage. */
import type { Check } from '../check.ts';

/** In the order in which they run: each may rely on what those before it found. */
export const AFTER_CHECKS: readonly Pick<Check<never>, 'id' | 'title'>[] = [
  { id: 'stage-file', title: 'Stage file' },
  { id: 'endpoint', title: 'Endpoint' },
  { id: 'clock', title: 'Clock' },
  { id: 'target-health', title: 'Target health' },
  { id: 'method-not-allowed', title: 'GET of a server' },
  { id: 'unknown-path', title: 'Unknown path' },
  { id: 'challenge', title: 'WWW-Authenticate' },
  { id: 'built-in-server', title: 'Server spillway-doctor' },
  { id: 'list-direct', title: 'List through direct' },
  { id: 'call-stream', title: 'Call through stream' },
  { id: 'rewrites', title: 'Host and path rewrites' },
  { id: 'row-arrival', title: 'Arrival of rows' },
  { id: 'notification-end', title: 'End of an empty response' },
  { id: 'large-body', title: 'Body of more than 1 MB' },
  { id: 'publish-visible', title: 'Published until visible' },
];
