import { type Block, blocksOf } from './blocks.ts';

/** A sentence that binds someone. */
export interface NormativeSentence {
  /** The anchor of its section; empty before the first heading. */
  readonly section: string;
  readonly sentence: string;
}

// RFC 2119 and RFC 8174: only in capitals. MAY and OPTIONAL bind nobody.
const NORMATIVE = /\b(?:MUST|SHALL|SHOULD|REQUIRED|RECOMMENDED)\b/;
const NO_SUBJECT = /^(?:MUST|SHALL|SHOULD)\b/;

/**
 * The sentences of a page of the specification that say MUST, SHALL, SHOULD, REQUIRED or RECOMMENDED, in their order. A sentence
 * that ends in a colon before a list is told once with each item that adds no such word of its own; an item without a subject
 * follows the words that introduce its list.
 */
export function normativeSentences(page: string): readonly NormativeSentence[] {
  const blocks = blocksOf(page);
  const leads = leadsOf(blocks);
  const found = blocks.flatMap((block) =>
    sentencesOf(block, leads).map((sentence) => ({ section: block.section, sentence })),
  );
  const seen = new Set<string>();
  return found.filter(({ sentence }) => !seen.has(sentence) && seen.add(sentence));
}

function sentencesOf(block: Block, leads: ReadonlyMap<Block, string>): readonly string[] {
  if (block.kind === 'row') return NORMATIVE.test(block.text) ? [block.text] : [];
  const lead = leads.get(block);
  const sentences = split(block.text).map((sentence, at) =>
    at === 0 && lead !== undefined && NO_SUBJECT.test(sentence) ? `${lead} ${sentence}` : sentence,
  );
  const normative = sentences.filter((sentence) => NORMATIVE.test(sentence));
  // What introduces a list is told with its items.
  const own = normative.filter((sentence) => ![...leads.values()].includes(sentence));
  if (lead === undefined || !NORMATIVE.test(lead)) return own;
  const end = sentences.findIndex((sentence) => NORMATIVE.test(sentence));
  const silent = end === -1 ? sentences : sentences.slice(0, end);
  return silent.length === 0 ? own : [`${lead} ${silent.join(' ')}`, ...own];
}

/** For each item of a list, the sentence that introduces the list with a colon. */
function leadsOf(blocks: readonly Block[]): ReadonlyMap<Block, string> {
  const leads = new Map<Block, string>();
  for (const [at, block] of blocks.entries()) {
    const lead = block.kind === 'row' ? undefined : split(block.text).at(-1);
    if (!lead?.endsWith(':')) continue;
    for (const item of itemsUnder(block, blocks.slice(at + 1))) leads.set(item, lead);
  }
  return leads;
}

/** The items of the list that follows a block, without the lists in them. */
function itemsUnder({ kind, indent, section }: Block, after: readonly Block[]): readonly Block[] {
  const first = after[0];
  if (first?.kind !== 'item' || first.section !== section || (kind === 'item' && first.indent <= indent)) return [];
  const end = after.findIndex(
    (block) =>
      block.section !== section || block.indent < first.indent || (block.kind !== 'item' && block.indent === 0),
  );
  const under = end === -1 ? after : after.slice(0, end);
  return under.filter((block) => block.kind === 'item' && block.indent === first.indent);
}

function split(text: string): readonly string[] {
  return text.split(/(?<=[.!?]["')]*)(?<!\b(?:e\.g|i\.e|etc|vs)\.)\s+(?=[A-Z`"'([])/);
}
