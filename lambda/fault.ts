/** Keys and indexes from the top of a document or of a block, for example `['input', 'properties', 'limit']`. */
export type KeyPath = readonly (string | number)[];

/** A mistake in a document, found when it is published. */
export interface Fault {
  /**
   * `warning` for a document that can be published, but that some clients refuse or users misread.
   *
   * @default 'error': the document cannot be published
   */
  readonly severity?: 'error' | 'warning';
  /** Location in the checked value, from its top. */
  readonly path: KeyPath;
  /** The line, from 0, in the text at {@link path}, for a text that has a language of its own; absent: the text as a whole. */
  readonly textLine?: number;
  /** The value found, and the right one. */
  readonly message: string;
  /** Location in the file; absent until it is known. */
  readonly at?: FilePosition;
}

/** A place in a file of documents. */
interface FilePosition {
  readonly file: string;
  /** Line from 1; absent for the file as a whole. */
  readonly line?: number;
  /** Number of the document in its file, from 1; absent for the file as a whole. */
  readonly document?: number;
}

/** Whether a fault prevents publishing. */
export function isError({ severity }: Fault): boolean {
  return severity !== 'warning';
}

/** Makes an error of a warning. */
export function toError({ severity: _, ...fault }: Fault): Fault {
  return fault;
}
