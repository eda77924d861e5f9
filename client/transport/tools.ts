import { isJsonObject, type JsonObject, type MirroredParam, mirroredParams } from '../../lambda/mcp/index.ts';
import { objectIn } from '../json.ts';

/** What the transport must know of a tool to call it. */
export interface KnownTool {
  /** The arguments that headers mirror. */
  readonly mirrored: readonly MirroredParam[];
  /** Whether a call may be repeated after it may have been carried out. */
  readonly isSafe: boolean;
}

/** Repeating these does no harm. All others may change something, such as `acme/pay` of an extension. */
const SAFE: ReadonlySet<unknown> = new Set([
  'completion/complete',
  'logging/setLevel',
  'ping',
  'prompts/get',
  'prompts/list',
  'resources/list',
  'resources/read',
  'resources/subscribe',
  'resources/templates/list',
  'resources/unsubscribe',
  'server/discover',
  'subscriptions/listen',
  'tasks/get',
  'tasks/list',
  'tasks/result',
  'tools/list',
]);

const UNKNOWN: KnownTool = { mirrored: [], isSafe: false };
const MAX_TOOLS = 10_000;

/** The tools of a server, as its lists describe them. */
export class Tools {
  readonly #tools = new Map<string, KnownTool>();

  get(name: unknown): KnownTool {
    return (typeof name === 'string' ? this.#tools.get(name) : undefined) ?? UNKNOWN;
  }

  /** Whether a request may be repeated after it may have been carried out. */
  isSafe(method: unknown, name: unknown): boolean {
    return method === 'tools/call' ? this.get(name).isSafe : SAFE.has(method);
  }

  /** Learns from the result of `tools/list`. */
  learn({ tools }: JsonObject): void {
    for (const tool of Array.isArray(tools) ? tools : []) {
      if (!isJsonObject(tool) || typeof tool.name !== 'string') continue;
      const mirrored = isJsonObject(tool.inputSchema) ? mirroredParams(tool.inputSchema) : [];
      const hints = objectIn(tool.annotations);
      const isSafe = hints.readOnlyHint === true || hints.idempotentHint === true;
      this.#tools.delete(tool.name);
      // All others are like a tool that is unknown.
      if ((mirrored.length > 0 || isSafe) && this.#tools.size < MAX_TOOLS)
        this.#tools.set(tool.name, { mirrored, isSafe });
    }
  }
}
