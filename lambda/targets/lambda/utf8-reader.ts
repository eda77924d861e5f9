import { ToolError } from '../../tool-error.ts';

/** Decodes UTF-8 characters across the boundaries of chunks. */
export class TextReader {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #label: string;

  /** @param label the name of the sender in errors */
  constructor(label: string) {
    this.#label = label;
  }

  /** @throws ToolError for what is not UTF-8 */
  read(chunk: Uint8Array): string {
    return this.#decode(chunk, true);
  }

  /** @throws ToolError for an incomplete character at the end */
  end(): void {
    this.#decode(undefined, false);
  }

  #decode(chunk: Uint8Array | undefined, stream: boolean): string {
    try {
      return this.#decoder.decode(chunk, { stream });
    } catch {
      throw new ToolError(`${this.#label} returned bytes that are not UTF-8 text.`);
    }
  }
}
