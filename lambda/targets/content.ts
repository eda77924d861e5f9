import type { JsonObject } from '../json.ts';

/** One block of a tool result. spec: server/tools#tool-result */
export type ContentBlock =
  | { readonly type: 'text'; readonly text: string; readonly annotations?: JsonObject; readonly _meta?: JsonObject }
  | {
      readonly type: 'image' | 'audio';
      readonly data: string;
      readonly mimeType: string;
      readonly annotations?: JsonObject;
      readonly _meta?: JsonObject;
    }
  | {
      readonly type: 'resource';
      readonly resource: JsonObject;
      readonly annotations?: JsonObject;
      readonly _meta?: JsonObject;
    }
  | { readonly type: 'resource_link'; readonly uri: string; readonly name: string; readonly [key: string]: unknown };

/** What a call gives back, before any protocol revision dresses it. `isError` marks a failure that the agent can act on. */
export interface ToolResult {
  readonly content: readonly ContentBlock[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}
