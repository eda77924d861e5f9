/** A paragraph, list item or table row of a page, without its Markdown. */
export interface Block {
  /** The anchor of the section that it stands in; empty before the first heading. */
  readonly section: string;
  readonly kind: 'paragraph' | 'item' | 'row';
  /** How far its text is indented, in characters. */
  readonly indent: number;
  readonly text: string;
}

const FENCE = /^\s*(```|~~~)/;
const HEADING = /^#{1,6}\s+(.*)$/;
const ITEM = /^(\s*)(?:[-*+]|\d+\.)\s+(.*)$/;
const ROW = /^\s*\|(.*)\|\s*$/;
const RULE = /^[\s|:-]+$/;
/** What carries no text: tags that stand alone, targets of links, imports. */
const NO_TEXT = /^\s*(?:<[^<>]+>|\[[^\]]+\]:\s.*|import\s.*|[A-Za-z]+=.*|\/?>)\s*$/;

/** Cuts a page of the specification (MDX) into its blocks; code and comments are left out. */
export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let section = '';
  let open: { kind: Block['kind']; indent: number; lines: string[] } | undefined;
  let fenced = false;
  const close = () => {
    if (open !== undefined) blocks.push({ ...open, section, text: plain(open.lines.join(' ')) });
    open = undefined;
  };
  for (const quoted of withoutFrontMatter(page).split('\n')) {
    const line = quoted.replace(/^\s*> ?/, '');
    if (FENCE.test(line)) {
      close();
      fenced = !fenced;
      continue;
    }
    if (fenced) continue;
    const heading = HEADING.exec(line);
    const item = ITEM.exec(line);
    const row = ROW.exec(line);
    if (heading !== null || NO_TEXT.test(line) || line.trim() === '') {
      close();
      if (heading !== null) section = anchorOf(plain(heading[1] ?? ''));
    } else if (row !== null) {
      close();
      if (!RULE.test(line)) open = { kind: 'row', indent: 0, lines: [cellsOf(row[1] ?? '')] };
      close();
    } else if (item !== null) {
      close();
      open = { kind: 'item', indent: (item[1] ?? '').length, lines: [item[2] ?? ''] };
    } else if (open !== undefined) {
      open.lines.push(line.trim());
    } else {
      open = { kind: 'paragraph', indent: line.length - line.trimStart().length, lines: [line.trim()] };
    }
  }
  close();
  return blocks;
}

function withoutFrontMatter(page: string): string {
  return page.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/\{\/\*[\s\S]*?\*\/\}/g, '');
}

function cellsOf(row: string): string {
  const cells = row.split(/(?<!\\)\|/).map((cell) => cell.trim());
  return cells.filter((cell) => cell !== '').join(' | ');
}

/** The words of a piece of Markdown: no emphasis, no tags, and of a link its text. */
function plain(markdown: string): string {
  return markdown
    .replace(/\[((?:[^[\]]|\[[^\]]*\])*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replace(/<\/?[A-Za-z][^<>]*>/g, '')
    .replace(/\*\*/g, '')
    .replace(/&mdash;/g, '—')
    .replace(/(?<![\w`])_([^_`]+)_(?![\w`])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replace(/\s/g, '-');
}
