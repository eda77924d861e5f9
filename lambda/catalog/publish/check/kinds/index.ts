import type { CatalogDocument } from '../../../documents.ts';
import type { Kind } from './kind.ts';
import { promptKind } from './prompt.ts';
import { resourceKind } from './resource.ts';
import { serverKind } from './server.ts';
import { toolKind } from './tool.ts';

export type { Kind, TargetTypes } from './kind.ts';

/** Every kind of document: one file, one line. */
export const KINDS: Readonly<Record<CatalogDocument['kind'], Kind>> = {
  Server: serverKind,
  Tool: toolKind,
  Prompt: promptKind,
  Resource: resourceKind,
};
