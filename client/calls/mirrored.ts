import { type JsonObject, type MirroredParam, mirroredParams } from '../../lambda/mcp/index.ts';

/** More tools than one client calls; the oldest is forgotten, and looked up again when it is needed. */
const MAX_TOOLS = 1000;

/**
 * The parameters that tools mirror into headers, as far as the client has seen the tools' schemas.
 * spec: basic/transports/streamable-http#client-behavior
 */
export class MirroredMemory {
  readonly #byTool = new Map<string, readonly MirroredParam[]>();

  /** Returns what a tool mirrors; nothing for a tool that was never learned. */
  of(tool: string): readonly MirroredParam[] {
    return this.#byTool.get(tool) ?? [];
  }

  /** Remembers what a listed tool mirrors. */
  learn({ name, inputSchema }: { readonly name: string; readonly inputSchema: JsonObject }): void {
    const params = mirroredParams(inputSchema);
    this.#byTool.delete(name);
    // Most tools mirror nothing, which is what is assumed of unknown ones.
    if (params.length === 0) return;
    this.#byTool.set(name, params);
    const [oldest] = this.#byTool.keys();
    if (this.#byTool.size > MAX_TOOLS && oldest !== undefined) this.#byTool.delete(oldest);
  }
}
