/** Writes the note that a result is only what arrived before a failure. */
export function incompleteNote(failure: string): string {
  return `The result is incomplete: ${failure}`;
}
