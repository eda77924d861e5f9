import { readFileSync } from 'node:fs';

/** A fenced block of a page: `kind` is the whole word after the fence, such as `http request`. */
export interface Fence {
  readonly kind: string;
  readonly content: string;
}

/** A document that a page shows, and what it says of calls. */
export interface Example {
  /** The document, as YAML. */
  readonly yaml: string;
  /** What follows it, up to the next one. */
  readonly fences: readonly Fence[];
}

/** Reads a page below `docs/`. */
export function readPage(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
}

/** Every fenced block of a page, in order. */
export function fencesOf(markdown: string): readonly Fence[] {
  return [...markdown.matchAll(/^```([^\n]+)\n(.*?)^```$/gms)].map(([, kind = '', content = '']) => ({
    kind,
    content: content.replace(/\n$/, ''),
  }));
}

/** Every document of some kinds on a page, with the blocks after it. */
export function examplesOf(markdown: string, kinds: readonly string[] = ['Tool']): readonly Example[] {
  const examples: { yaml: string; fences: Fence[] }[] = [];
  for (const fence of fencesOf(markdown)) {
    if (fence.kind === 'yaml' && kinds.some((kind) => fence.content.startsWith(`kind: ${kind}\n`))) {
      examples.push({ yaml: fence.content, fences: [] });
    } else examples.at(-1)?.fences.push(fence);
  }
  return examples;
}

/** The contents of the blocks of one kind. */
export function blocks({ fences }: Pick<Example, 'fences'>, kind: string): readonly string[] {
  return fences.filter((fence) => fence.kind === kind).map(({ content }) => content);
}
