import type { Fault, KeyPath } from '../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import type { StageAccess } from '../../../targets/index.ts';
import { isSecretHost } from '../../../targets/secrets/index.ts';
import type { SourceDocument } from '../../documents.ts';
import { locate, type Source } from '../load/index.ts';
import { KINDS, type TargetTypes } from './kinds/index.ts';

/** A document without faults of its own. */
export interface CheckedDocument {
  readonly document: SourceDocument & JsonObject;
  readonly source: Source;
}

/**
 * Checks the targets of documents against what only other documents and the stage know: the hosts that may receive a server's
 * secrets, and the functions, tables, roles and networks that the stage opens.
 *
 * @param stage absent when the documents may be for any stage
 */
export async function checkAcrossDocuments(
  checked: readonly CheckedDocument[],
  targets: TargetTypes,
  stage: StageAccess | undefined,
): Promise<readonly Fault[]> {
  const servers = new Map(
    checked.flatMap(({ document, source }) =>
      document.kind === 'Server' ? [[document.server, { document, source }]] : [],
    ),
  );
  const faults: Fault[] = [];
  for (const { document, source } of checked) {
    const server = servers.get(document.server);
    for (const { path, block } of targetBlocks(document)) {
      const type = targets[String(block.type)];
      const found = [
        ...(server ? await unlistedHosts(type?.secretUrls?.(block) ?? [], server) : []),
        ...(stage ? (type?.checkStage?.(block, stage) ?? []) : []),
      ];
      faults.push(...found.map((fault) => locate({ ...fault, path: [...path, ...fault.path] }, source)));
    }
  }
  return faults;
}

async function unlistedHosts(
  urls: readonly { readonly path: KeyPath; readonly url: string }[],
  { document, source }: CheckedDocument,
): Promise<Fault[]> {
  const listed = document.kind === 'Server' ? (document.hosts ?? []) : [];
  const faults: Fault[] = [];
  for (const { path, url } of urls) {
    if (!URL.canParse(url) || (await isSecretHost(new URL(url), { secretHosts: () => listed }))) continue;
    const place = `${source.file}:${source.lineOf(['hosts'])}`;
    const message = `sends a credential to ${new URL(url).host}, which server ${document.server} does not list: add it to \`hosts\` in ${place}`;
    faults.push({ path, message });
  }
  return faults;
}

/** Every `target` of a document. */
function targetBlocks(document: SourceDocument & JsonObject): { path: KeyPath; block: JsonObject }[] {
  const patterns = KINDS[document.kind].evaluated.filter((pattern) => pattern.endsWith('target'));
  return patterns.flatMap((pattern) => blocksAt(document, pattern.split('.'), []));
}

function blocksAt(
  value: Json | undefined,
  [key, ...rest]: readonly string[],
  path: KeyPath,
): { path: KeyPath; block: JsonObject }[] {
  if (key === undefined) return isJsonObject(value) ? [{ path, block: value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([name]) => key === '*' || name === key)
    .flatMap(([name, inner]) => blocksAt(inner, rest, [...path, Array.isArray(value) ? Number(name) : name]));
}
