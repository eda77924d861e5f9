import type { JsonObject } from '../json.ts';

/**
 * A document that an author wrote, in YAML or JSON, after validation (DESIGN section 5). The catalogue stores it as it is.
 */
export type CatalogDocument = ServerDocument | ToolDocument | PromptDocument | ResourceDocument;

/** Any document that an author writes. Policies are published beside the catalogue: they decide who sees it. */
export type SourceDocument = CatalogDocument | PolicyDocument;

/** Who may use what of a server, in Cedar. A server that has a policy denies what no policy permits. */
export interface PolicyDocument {
  readonly kind: 'Policy';
  readonly server: string;
  /** `^[A-Za-z0-9_.-]{1,128}$` */
  readonly name: string;
  readonly description?: string;
  /** One or more `permit` and `forbid`, as text. */
  readonly policy: string;
}

/** An icon that clients may show. spec: schema Icon */
export interface Icon {
  /** An `https:` URL, or a `data:` URI with Base64. */
  readonly src: string;
  readonly mimeType?: string;
  /** `48x48` and so on, or `any`. */
  readonly sizes?: readonly string[];
  /** The background that the icon is designed for. */
  readonly theme?: 'light' | 'dark';
}

/** Describes an MCP server. A server without this document has only its name. */
export interface ServerDocument {
  readonly kind: 'Server';
  /** Name under the endpoint: `/mcp/{server}`; `default` is also `/mcp`. `^[a-z0-9-]{1,64}$` */
  readonly server: string;
  /** Display name in clients. */
  readonly title?: string;
  /** `serverInfo.version`; default `1.0.0`. */
  readonly version?: string;
  /** Part of `serverInfo`, which every result carries. */
  readonly icons?: readonly Icon[];
  readonly description?: string;
  /** Sent to agents by `server/discover` and `initialize`. */
  readonly instructions?: string;
  /** Hosts, as `host` or `host:port`, to which the server's secrets may be sent; none by default. */
  readonly hosts?: readonly string[];
  /** Whether its tools convert arguments of a wrong type, unless they say otherwise; default: no. */
  readonly coerce?: boolean;
  /** Texts that `{name}` stands for in URLs of the server's documents: a value, or OpenAPI's server variable. */
  readonly variables?: JsonObject;
  /** Keys that the server's documents have unless they write them: of their targets, and `limits` and `coerce`. */
  readonly defaults?: JsonObject;
  /** The values that the variables had when the documents were published. No author writes it. */
  readonly values?: Readonly<Record<string, string>>;
  /** A caller needs all of these scopes for any use of the server. */
  readonly scopes?: readonly string[];
  /**
   * Scopes that callers may obtain when they need them. A document that requires one of them is listed for callers without it, and
   * its use is answered with a challenge; a document that requires any other scope is hidden.
   */
  readonly stepUp?: readonly string[];
  /** What `subscriptions/listen` offers; absent: nothing, because each open stream keeps a function running. */
  readonly subscriptions?: SubscriptionsDocument;
}

/** spec: basic/patterns/subscriptions */
export interface SubscriptionsDocument {
  /** Notify subscribed clients when the list of tools, prompts or resources, or a resource's document, changes. */
  readonly listChanged: boolean;
  /** Seconds until a stream ends gracefully, after which the client may reconnect; default 120, at most 800. */
  readonly maxSeconds?: number;
}

/** A tool: its description for agents, the schemas of its arguments and result, and the target that runs it. */
export interface ToolDocument {
  readonly kind: 'Tool';
  readonly server: string;
  /** `^[A-Za-z0-9_.-]{1,128}$`, spec: server/tools. */
  readonly name: string;
  readonly title?: string;
  /** Passed to clients unchanged. */
  readonly icons?: readonly Icon[];
  readonly description: string;
  /** JSON Schema 2020-12 of the arguments, of type `object`; sent to agents verbatim. */
  readonly input: JsonObject;
  /** Whether arguments of a wrong type are converted before they are checked; the server's document has the default. */
  readonly coerce?: boolean;
  /** JSON Schema 2020-12 of `structuredContent`. */
  readonly output?: JsonObject;
  /** spec: schema ToolAnnotations */
  readonly annotations?: JsonObject;
  /** A caller needs all of these scopes to see and call the tool. */
  readonly scopes?: readonly string[];
  readonly limits?: ToolLimits;
  /** Passed to clients as the tool's `_meta`, unchanged. */
  readonly _meta?: JsonObject;
  /**
   * Properties of `input` to request from the user when the caller left them out, each with its question (plain text or an
   * expression over `$args`). spec: basic/patterns/mrtr
   */
  readonly ask?: Readonly<Record<string, string>>;
  /** A question (plain text or an expression over `$args`); the tool runs only after the user approved. */
  readonly confirm?: string;
  /** Runs calls in an invocation of their own, for clients that declare `io.modelcontextprotocol/tasks`. */
  readonly task?: TaskSupport;
  /** `type` selects the folder of `lambda/targets`, which defines the other keys. */
  readonly target: TargetDocument;
}

/** `optional`: a task for clients that support tasks, otherwise an ordinary call. `required`: only for clients that support tasks. */
export type TaskSupport = 'optional' | 'required';

/** A prompt: inline messages, or a target that produces them. spec: server/prompts */
export interface PromptDocument {
  readonly kind: 'Prompt';
  readonly server: string;
  /** `^[A-Za-z0-9_.-]{1,128}$` */
  readonly name: string;
  readonly title?: string;
  /** Passed to clients unchanged. */
  readonly icons?: readonly Icon[];
  readonly description?: string;
  readonly arguments?: readonly PromptArgument[];
  readonly scopes?: readonly string[];
  readonly limits?: CallLimits;
  readonly _meta?: JsonObject;
  /** As `prompts/get` returns them; any string in a block except its type may be an expression over `$args`. */
  readonly messages?: readonly PromptMessage[];
  /** Produces the messages, in place of {@link messages}; called with the prompt's arguments. */
  readonly target?: TargetDocument;
}

/** An argument of a prompt. Its value is always a string. */
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
 * A resource or a resource template: inline contents, or the target that fetches them. spec: server/resources
 * It has exactly one of `uri` and `uriTemplate`, and exactly one of `text`, `blob` and `target`.
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
  /** Passed to clients unchanged. */
  readonly icons?: readonly Icon[];
  readonly description?: string;
  readonly mimeType?: string;
  /** Bytes, for display in clients. */
  readonly size?: number;
  readonly annotations?: JsonObject;
  readonly scopes?: readonly string[];
  readonly limits?: CallLimits;
  /** Passed to clients in lists and with the contents, unchanged. */
  readonly _meta?: JsonObject;
  /** Text contents. In a template, an expression over `$args`. */
  readonly text?: string;
  /** Binary contents, Base64. */
  readonly blob?: string;
  /** Produces the contents; called with the template's variables and `uri`. */
  readonly target?: TargetDocument;
  /** Completions of the template's variables, by name. */
  readonly completions?: Readonly<Record<string, Completion>>;
}

/**
 * The values that clients offer for an argument: a list, or a target that returns a list of strings. The target is called with
 * `value` (the text typed so far) and `arguments` (the arguments known so far). spec: server/utilities/completion
 */
export type Completion = readonly string[] | { readonly target: TargetDocument };

/** Limits of one call. */
export interface CallLimits {
  /** Milliseconds until a call ends with an error; default 10,000, at most 840,000. */
  readonly timeoutMs?: number;
  /** Maximum bytes of a result as sent to the agent; default 262,144, at most 6,000,000. */
  readonly resultBytes?: number;
  /** Maximum bytes of what an `http` target reads at once: a response, a page or a row; default 2,000,000, at most 20,000,000. */
  readonly answerBytes?: number;
}

/** Limits of a tool: of each call, and of the calls of all callers together. */
export interface ToolLimits extends CallLimits {
  /** Calls a second, averaged; above 0, at most 10,000. */
  readonly requestsPerSecond?: number;
  /** Calls that may exceed the rate at once; default: those of one second. */
  readonly burst?: number;
  /** Calls in progress at once, at most 100. */
  readonly concurrentCalls?: number;
}

/** The `target` block of a tool, prompt, resource or completion. */
export interface TargetDocument extends JsonObject {
  readonly type: string;
}
