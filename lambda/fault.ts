/** Keys and indexes from the top of a document or block, for example `['input', 'properties', 'limit']`. */
export type KeyPath = readonly (string | number)[];

/** A mistake in a document, found at publish. */
export interface Fault {
  /** The path from the top of the checked value. */
  readonly path: KeyPath;
  /** What was found, and what would be right. */
  readonly message: string;
  /** The position in a file, once it is known. */
  readonly at?: FilePosition;
}

/** A position in a file of documents. */
export interface FilePosition {
  readonly file: string;
  /** Line from 1; absent for the file as a whole. */
  readonly line?: number;
  /** Number of the document in its file, from 1; absent for the file as a whole. */
  readonly document?: number;
}
