import type { ResourceDocument } from '../../catalog/documents.ts';
import type { TargetEnvironment } from '../../targets/types.ts';

/** A resource, or a template of resources, ready to be read any number of times. */
export interface PreparedResource {
  /** Every scope that a caller must hold. */
  readonly scopes: readonly string[];
}

/** Prepares a published resource. */
export function prepareResource(_document: ResourceDocument, _environment: TargetEnvironment): PreparedResource {
  throw new Error('to be written');
}
