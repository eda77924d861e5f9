import type { JsonObject } from '../json.ts';

/**
 * The documents that authors write, one YAML or JSON document each, after they passed validation (DESIGN section 5).
 * A body in the catalogue is exactly such a document.
 */
export type CatalogDocument = ServerDocument | ToolDocument | PromptDocument | ResourceDocument;

/** A picture that clients may show. spec: schema Icon */
export interface Icon {
  /** An `https:` URL, or a `data:` URI with Base64. */
  readonly src: string;
  readonly mimeType?: string;
  /** `48x48` and so on, or `any`. */
  readonly sizes?: readonly string[];
  /** The background that it is made for. */
  readonly theme?: 'light' | 'dark';
}

/** What an MCP server says of itself. A server without one is known by its name alone. */
export interface ServerDocument {
  readonly kind: 'Server';
  /** Name under the endpoint: `/mcp/{server}`; `default` is also `/mcp`. `^[a-z0-9-]{1,64}$` */
  readonly server: string;
  /** For people, in clients' lists. */
  readonly title?: string;
  /** `serverInfo.version`; default `1.0.0`. */
  readonly version?: string;
  /** Part of `serverInfo`, which goes with every result. */
  readonly icons?: readonly Icon[];
  readonly description?: string;
  /** Sent to agents by `server/discover` and `initialize`. */
  readonly instructions?: string;
  /** Hosts, as `host` or `host:port`, that the server's secrets may be sent to; none by default. */
  readonly hosts?: readonly string[];
  /** What clients may listen to with `subscriptions/listen`. Absent: nothing; each open stream is a running function. */
  readonly subscriptions?: SubscriptionsDocument;
}

/** spec: basic/patterns/subscriptions */
export interface SubscriptionsDocument {
  /** Tell clients that listen when the lists of tools, prompts or resources, or a resource's document, change. */
  readonly listChanged: boolean;
  /** Seconds that one stream stays open before it ends gracefully and the client may come back; default 120, at most 800. */
  readonly maxSeconds?: number;
}

/** One tool: what agents see of it, what its arguments must satisfy, and the target that does the work. */
export interface ToolDocument {
  readonly kind: 'Tool';
  readonly server: string;
  /** `^[A-Za-z0-9_.-]{1,128}$`, spec: server/tools. */
  readonly name: string;
  readonly title?: string;
  /** Passed through to clients. */
  readonly icons?: readonly Icon[];
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
  /**
   * Properties of `input` that the person is asked for when the caller left them out, each with its question (plain text or an
   * expression over `$args`). spec: basic/patterns/mrtr
   */
  readonly ask?: Readonly<Record<string, string>>;
  /** A question (plain text or an expression over `$args`): the tool runs only after the person said yes to it. */
  readonly confirm?: string;
  /** Whether a call runs in an invocation of its own, for clients that declare `io.modelcontextprotocol/tasks`. */
  readonly task?: TaskSupport;
  /** `type` selects the folder of `lambda/targets`; the rest is that target's own. */
  readonly target: TargetDocument;
}

/**
 * `optional`: as a task for clients that know tasks, else as an ordinary call. `required`: only for clients that know tasks.
 */
export type TaskSupport = 'optional' | 'required';

/** One prompt: inline messages, or a target that makes them. spec: server/prompts */
export interface PromptDocument {
  readonly kind: 'Prompt';
  readonly server: string;
  /** `^[A-Za-z0-9_.-]{1,128}$` */
  readonly name: string;
  readonly title?: string;
  /** Passed through to clients. */
  readonly icons?: readonly Icon[];
  readonly description?: string;
  readonly arguments?: readonly PromptArgument[];
  readonly scopes?: readonly string[];
  readonly limits?: ToolLimits;
  readonly _meta?: JsonObject;
  /** As `prompts/get` gives them; any text of a block but its type may be an expression over `$args`. Or {@link target}. */
  readonly messages?: readonly PromptMessage[];
  /** Makes the messages; called with the prompt's arguments. */
  readonly target?: TargetDocument;
}

/** An argument of a prompt; its value is a string. */
interface PromptArgument {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly completion?: Completion;
}

export interface PromptMessage {
  readonly role: 'user' | 'assistant';
  /** A content block. */
  readonly content: JsonObject;
}

/**
 * One resource, or one template of resources: what it holds, or the target that fetches it. spec: server/resources
 * Exactly one of `uri` and `uriTemplate`; exactly one of `text`, `blob` and `target`.
 */
export interface ResourceDocument {
  readonly kind: 'Resource';
  readonly server: string;
  /** An absolute URI, at most 1,024 characters. */
  readonly uri?: string;
  /** RFC 6570, at most 1,024 characters; its variables are the target's arguments. */
  readonly uriTemplate?: string;
  readonly name: string;
  readonly title?: string;
  /** Passed through to clients. */
  readonly icons?: readonly Icon[];
  readonly description?: string;
  readonly mimeType?: string;
  /** Bytes, for clients' lists. */
  readonly size?: number;
  readonly annotations?: JsonObject;
  readonly scopes?: readonly string[];
  readonly limits?: ToolLimits;
  /** Passed through in lists and with the contents. */
  readonly _meta?: JsonObject;
  /** Text contents. In a template, an expression over `$args`. */
  readonly text?: string;
  /** Binary contents, Base64. */
  readonly blob?: string;
  /** Makes the contents; called with the template's variables, and `uri`. */
  readonly target?: TargetDocument;
  /** Completion of a template's variables, by name. */
  readonly completions?: Readonly<Record<string, Completion>>;
}

/**
 * The values of an argument that clients may offer: written out, or made by a target that is called with `value` (what was
 * typed so far) and `arguments` (what is known already) and answers a list of strings. spec: server/utilities/completion
 */
export type Completion = readonly string[] | { readonly target: TargetDocument };

/** Bounds of one call. */
export interface ToolLimits {
  /** Milliseconds until a call is ended with an error; default 10,000, at most 840,000. */
  readonly timeoutMs?: number;
  /** Bytes of a result as sent to the agent, and of an upstream response; default 262,144, at most 6,000,000. */
  readonly resultBytes?: number;
}

/** The `target` block of a tool, prompt, resource or completion. */
export interface TargetDocument extends JsonObject {
  readonly type: string;
}
