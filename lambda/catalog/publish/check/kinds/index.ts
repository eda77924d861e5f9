/** The kinds of document. To add one: one file with its schema and checks, one line in {@link KINDS}. */

import type { SourceDocument } from '../../../documents.ts';
import type { Kind } from './kind.ts';
import { policyKind } from './policy.ts';
import { promptKind } from './prompt.ts';
import { resourceKind } from './resource.ts';
import { serverKind } from './server.ts';
import { toolKind } from './tool.ts';

export type { TargetTypes } from './kind.ts';

export const KINDS: Readonly<Record<SourceDocument['kind'], Kind>> = {
  Server: serverKind,
  Tool: toolKind,
  Prompt: promptKind,
  Resource: resourceKind,
  Policy: policyKind,
};
