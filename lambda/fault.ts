/** Keys and indexes from the top of a document or of a block, for example `['input', 'properties', 'limit']`. */
export type KeyPath = readonly (string | number)[];

/** Something wrong in what an author wrote, found when it is published. */
export interface Fault {
  /** Where it is, from the top of the value that was checked. */
  readonly path: KeyPath;
  /** What was found and what would be right. */
  readonly message: string;
  /** The file, once it is known. */
  readonly at?: FilePosition;
}

/** A place in a file of documents. */
export interface FilePosition {
  readonly file: string;
  /** Line from 1; absent when the file as a whole is meant. */
  readonly line?: number;
  /** Number of the document in its file, from 1; absent when the file as a whole is meant. */
  readonly document?: number;
}
