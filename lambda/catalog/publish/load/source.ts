import { type Fault, isError, type KeyPath } from '../../../fault.ts';

/** The position of a document in its file. */
export interface Source {
  readonly file: string;
  /** Number of the document in its file, from 1. */
  readonly document: number;
  /**
   * The line, from 1, of the key at a path, or of its nearest ancestor that exists.
   *
   * @param textLine a line, from 0, of the text there: its place in the file is known if the text is a literal block
   */
  lineOf(path: KeyPath, textLine?: number): number;
  /** Where a part of the document really stands, if that is in another one: a default of the server. */
  redirect?(path: KeyPath): { readonly source: Source; readonly path: KeyPath } | undefined;
}

/** Documents that cannot be published, with all their faults. */
export class InvalidDocuments extends Error {
  override readonly name = 'InvalidDocuments';
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(faults.map(formatFault).join('\n'));
    this.faults = faults;
  }
}

/** Adds the file position to a fault. */
export function locate(fault: Fault, source: Source): Fault {
  const elsewhere = source.redirect?.(fault.path);
  if (elsewhere !== undefined) return locate({ ...fault, path: elsewhere.path }, elsewhere.source);
  const { file, document } = source;
  return { ...fault, at: { file, document, line: source.lineOf(fault.path, fault.textLine) } };
}

/** Formats a fault as one line: `orders.yaml:12: document 2: input.type: ...`. */
export function formatFault(fault: Fault): string {
  const { at, path, message } = fault;
  const place = at?.line === undefined ? at?.file : `${at.file}:${at.line}`;
  const severity = isError(fault) ? undefined : 'warning';
  const document = at?.document === undefined ? undefined : `document ${at.document}`;
  return [place, severity, document, formatPath(path), message].filter(Boolean).join(': ');
}

function formatPath(path: KeyPath): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[\w$-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
