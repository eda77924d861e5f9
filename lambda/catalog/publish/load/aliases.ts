import { type Alias, isAlias, isMap, isNode, isSeq, type Node, type Document as Parsed } from 'yaml';

/** What aliases repeat in one file, in characters of YAML. Bounds the work: a count alone lets each of many repeat a long text. */
export interface AliasBudget {
  left: number;
}

/** An alias that cannot be expanded. */
export interface AliasFault {
  readonly message: string;
  /** Where the alias is in the text. */
  readonly offset: number;
}

/** How often one value may be in a document, aliases within aliases included. */
const REPEATS = 100;
/** Characters that the aliases of one file may repeat. */
const REPEATED_CHARACTERS = 1_000_000;

export function createAliasBudget(): AliasBudget {
  return { left: REPEATED_CHARACTERS };
}

/**
 * Replaces each alias of a document by the node of its anchor, which the document then contains several times. The parser would
 * search the document for every alias, and overflow its stack on a cycle.
 *
 * @param budget is reduced by what the aliases repeat
 * @returns a fault for the first alias that is in the value of its own anchor, has none, or repeats too much
 */
export function expandAliases(parsed: Parsed, budget: AliasBudget): AliasFault | undefined {
  const anchors = new Map<string, Anchored>();
  try {
    parsed.contents = expand(parsed.contents as Node | null, anchors, budget).node;
    return undefined;
  } catch (error) {
    if (error instanceof AliasProblem) return { message: error.message, offset: error.offset };
    throw error;
  }
}

interface Anchored {
  readonly node: Node;
  /** Times that the node is in the document. */
  count: number;
  /** Its size; absent while its value is still being read. */
  size?: Size;
}

/** The size of a node with all aliases in it written out. */
interface Size {
  readonly characters: number;
  /** The most that any value in it is repeated. */
  readonly repeats: number;
}

class AliasProblem extends Error {
  override readonly name = 'AliasProblem';
  readonly offset: number;

  constructor(message: string, { range }: Alias) {
    super(message);
    this.offset = range?.[0] ?? 0;
  }
}

interface Expanded<N> {
  readonly node: N;
  readonly size: Size;
}

function expand<N extends Node | null>(
  node: N,
  anchors: Map<string, Anchored>,
  budget: AliasBudget,
): Expanded<N | Node> {
  if (!isNode(node)) return { node, size: { characters: 0, repeats: 1 } };
  if (isAlias(node)) return expandAlias(node, anchors, budget);
  const anchored: Anchored = { node, count: 1 };
  if ('anchor' in node && node.anchor) anchors.set(node.anchor, anchored);
  const before = budget.left;
  const repeats = expandItems(node, anchors, budget);
  const own = node.range ? node.range[1] - node.range[0] : 0;
  anchored.size = { characters: own + before - budget.left, repeats };
  return { node, size: anchored.size };
}

/** @returns the most that any value in the node is repeated */
function expandItems(node: Node, anchors: Map<string, Anchored>, budget: AliasBudget): number {
  let repeats = 1;
  const replace = <N extends Node | null>(item: N): N | Node => {
    const expanded = expand(item, anchors, budget);
    repeats = Math.max(repeats, expanded.size.repeats);
    return expanded.node;
  };
  if (isMap<Node, Node | null>(node)) {
    for (const pair of node.items) {
      pair.key = replace(pair.key);
      pair.value = replace(pair.value);
    }
  } else if (isSeq<Node>(node)) {
    for (const [index, item] of node.items.entries()) node.items[index] = replace(item);
  }
  return repeats;
}

function expandAlias(alias: Alias, anchors: Map<string, Anchored>, budget: AliasBudget): Expanded<Node> {
  const { source } = alias;
  const target = anchors.get(source);
  if (!target) {
    const advice = 'An anchor ends with its document; `defaults` of the Server document apply to all of its tools';
    throw new AliasProblem(`Unresolved alias *${source}: there is no anchor &${source} before it. ${advice}`, alias);
  }
  const { node, size } = target;
  if (size === undefined) {
    throw new AliasProblem(
      `the alias *${source} is inside the value of &${source}: a value cannot contain itself`,
      alias,
    );
  }
  target.count += 1;
  const repeats = target.count * size.repeats;
  if (repeats > REPEATS) {
    const message = `Excessive alias count: *${source} repeats a value more than ${REPEATS} times; repeat less`;
    throw new AliasProblem(message, alias);
  }
  budget.left -= Math.max(1, size.characters);
  if (budget.left >= 0) return { node, size: { characters: size.characters, repeats } };
  const message = `the aliases of this file repeat more than ${REPEATED_CHARACTERS} characters: repeat less, or split the file`;
  throw new AliasProblem(message, alias);
}
