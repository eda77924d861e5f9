import type { JsonObject } from '../json.ts';

/**
 * The documents that authors write, one YAML or JSON document each, after they passed validation (DESIGN section 5).
 * A body in the catalogue is exactly such a document.
 */
export type CatalogDocument = ServerDocument | ToolDocument;

/** What an MCP server says of itself. A server without one is known by its name alone. */
export interface ServerDocument {
  readonly kind: 'Server';
  /** Name under the endpoint: `/mcp/{server}`; `default` is also `/mcp`. `^[a-z0-9-]{1,64}$` */
  readonly server: string;
  /** For people, in clients' lists. */
  readonly title?: string;
  /** `serverInfo.version`; default `1.0.0`. */
  readonly version?: string;
  readonly description?: string;
  /** Sent to agents by `server/discover` and `initialize`. */
  readonly instructions?: string;
  /** Hosts, as `host` or `host:port`, that the server's secrets may be sent to; none by default. */
  readonly hosts?: readonly string[];
}

/** One tool: what agents see of it, what its arguments must satisfy, and the target that does the work. */
export interface ToolDocument {
  readonly kind: 'Tool';
  readonly server: string;
  /** `^[A-Za-z0-9_.-]{1,128}$`, spec: server/tools. */
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  /** JSON Schema 2020-12 of the arguments, of type `object`; sent to agents verbatim. */
  readonly input: JsonObject;
  /** JSON Schema 2020-12 of `structuredContent`. */
  readonly output?: JsonObject;
  /** Tool annotations of the MCP schema: `readOnlyHint`, `destructiveHint`, `idempotentHint`, `openWorldHint`, `title`. */
  readonly annotations?: JsonObject;
  /** Every scope that a caller must hold to see and call the tool. */
  readonly scopes?: readonly string[];
  readonly limits?: ToolLimits;
  /** Passed through to agents as the tool's `_meta`. */
  readonly _meta?: JsonObject;
  /** `type` selects the folder of `lambda/targets`; the rest is that target's own. */
  readonly target: TargetDocument;
}

/** Bounds of one call. */
export interface ToolLimits {
  /** Milliseconds until a call is ended with an error; default 10,000, at most 840,000. */
  readonly timeoutMs?: number;
  /** Bytes of a result as sent to the agent, and of an upstream response; default 262,144, at most 6,000,000. */
  readonly resultBytes?: number;
}

/** The `target` block of a tool. */
export interface TargetDocument extends JsonObject {
  readonly type: string;
}
