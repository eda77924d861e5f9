import type { Revision } from './events.ts';

/** An alternative to Spillway, as a function with one tool and without a table. */
export interface Theirs {
  readonly name: string;
  /** The function's entry, inside `bench/`. */
  readonly entry: string;
  readonly revision: Revision;
}

export const THEIRS: readonly Theirs[] = [
  { name: 'SDK v2 Server', entry: 'functions/sdk2-server.ts', revision: '2026-07-28' },
  { name: 'SDK v2 McpServer', entry: 'functions/sdk2-mcp-server.ts', revision: '2026-07-28' },
  { name: 'mcp-handler', entry: 'functions/mcp-handler.ts', revision: '2026-07-28' },
  { name: 'SDK v1 McpServer', entry: 'functions/sdk1.ts', revision: '2025-11-25' },
];
