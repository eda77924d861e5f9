/** Where a document was read from. */
export interface Source {
  readonly file: string;
  /** Number of the document in its file, from 1. */
  readonly document: number;
  /** The line, from 1, of the key at a path, or of its nearest ancestor that exists. */
  lineOf(path: KeyPath): number;
}

/** Keys and indexes from a document's top. */
export type KeyPath = readonly (string | number)[];

/** Something wrong in what an author wrote. */
export interface Problem {
  readonly file: string;
  /** From 1; absent when the file as a whole is meant. */
  readonly line?: number;
  /** From 1; absent when the file as a whole is meant. */
  readonly document?: number;
  /** For example `input.properties.limit`; empty for the document as a whole. */
  readonly path: string;
  /** What was found and what to do. */
  readonly message: string;
}

/** Documents that cannot be published, with everything that is wrong in them. */
export class InvalidDocuments extends Error {
  override readonly name = 'InvalidDocuments';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** One line for people: `orders.yaml:12: document 2: input.type: ...`. */
export function formatProblem({ file, line, document, path, message }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return [place, document !== undefined && `document ${document}`, path, message].filter(Boolean).join(': ');
}

/** A problem at a path of a document. */
export function problemAt(source: Source, path: KeyPath, message: string): Problem {
  const { file, document } = source;
  return { file, document, line: source.lineOf(path), path: formatPath(path), message };
}

function formatPath(path: KeyPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[\w$-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
