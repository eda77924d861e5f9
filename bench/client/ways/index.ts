/** The ways to call a tool that the bench compares. Each is loaded alone, in a process of its own. */
import type { Connect } from './connect.ts';

export type { Connect, Connected, ToolArguments } from './connect.ts';

/** A way to call a tool. */
export interface Way {
  readonly name: string;
  /** Whether the server sends Server-Sent Events although the client accepts JSON lines. */
  readonly eventsOnly?: boolean;
  load(): Promise<Connect>;
}

export const WITHOUT_SDK = 'SpillwayClient';
export const OURS = (sdk: string): string => `SDK ${sdk}, SpillwayTransport`;
export const OURS_EVENTS = (sdk: string): string => `SDK ${sdk}, SpillwayTransport, SSE`;
export const THEIRS = (sdk: string): string => `SDK ${sdk}, its own transport`;

export const WAYS: readonly Way[] = [
  { name: WITHOUT_SDK, load: async () => (await import('./spillway-client.ts')).connect },
  { name: OURS('v1'), load: async () => (await import('./sdk1-ours.ts')).connect },
  { name: OURS_EVENTS('v1'), eventsOnly: true, load: async () => (await import('./sdk1-ours.ts')).connect },
  { name: THEIRS('v1'), load: async () => (await import('./sdk1-theirs.ts')).connect },
  { name: OURS('v2'), load: async () => (await import('./sdk2-ours.ts')).connect },
  { name: OURS_EVENTS('v2'), eventsOnly: true, load: async () => (await import('./sdk2-ours.ts')).connect },
  { name: THEIRS('v2'), load: async () => (await import('./sdk2-theirs.ts')).connect },
];
