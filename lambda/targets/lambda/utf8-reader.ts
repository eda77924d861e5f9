import { ToolError } from '../../tool-error.ts';

/** Decodes UTF-8 whose characters may lie across the borders of chunks. */
export class TextReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #label: string;

  /** @param label what errors call the sender */
  constructor(label: string) {
    this.#label = label;
  }

  /** @throws ToolError for what is not UTF-8 */
  read(chunk: Uint8Array): string {
    return this.#decode(chunk, true);
  }

  /** What a cut-off character leaves behind is an error. */
  end(): void {
    this.#decode(undefined, false);
  }

  #decode(chunk: Uint8Array | undefined, stream: boolean): string {
    try {
      return this.#decoder.decode(chunk, { stream });
    } catch {
      throw new ToolError(`${this.#label} answered bytes that are not UTF-8 text.`);
    }
  }
}
