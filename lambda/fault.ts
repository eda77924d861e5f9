/** Keys and indexes from the top of a document or of a block, for example `['input', 'properties', 'limit']`. */
export type KeyPath = readonly (string | number)[];

/** A mistake in a document, found when it is published. */
export interface Fault {
  /** Location in the checked value, from its top. */
  readonly path: KeyPath;
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
