import type { Fault, KeyPath } from '../../../fault.ts';
import type { JsonObject } from '../../../json.ts';
import type { StageAccess } from '../../../targets/index.ts';
import { isSecretHost } from '../../../targets/secrets/index.ts';
import type { SourceDocument } from '../../documents.ts';
import { locate, type Source } from '../load/index.ts';
import type { TargetTypes } from './kinds/index.ts';
import { targetBlocks } from './target-blocks.ts';

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
