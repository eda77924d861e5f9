import type { PromptDocument } from '../../catalog/documents.ts';
import type { TargetEnvironment } from '../../targets/types.ts';

/** A prompt ready to be got any number of times. */
export interface PreparedPrompt {
  readonly name: string;
  /** Every scope that a caller must hold. */
  readonly scopes: readonly string[];
}

/** Prepares a published prompt. */
export function preparePrompt(_document: PromptDocument, _environment: TargetEnvironment): PreparedPrompt {
  throw new Error('to be written');
}
