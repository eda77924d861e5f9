import { SaxesParser } from 'saxes';
import type { Json } from '../../../../json.ts';
import type { Meter } from '../../../../work/index.ts';
import { ENTITIES } from './entities.ts';
import { NotText } from './text.ts';

/** Levels that expressions and JSON can walk through. */
const MAX_DEPTH = 100;
/** Characters that are read between two looks at the clock. */
const SLICE_CHARS = 16_384;
/** Units of work for a character, as measured: some 60 ns each. */
const UNITS_PER_CHAR = 1;

/** An element whose end has not been read. */
interface Open {
  readonly name: string;
  /** Attributes and elements, in order. */
  readonly members: Map<string, Json>;
  /** Members that are lists because their element is repeated. */
  readonly lists: Map<string, Json[]>;
  text: string;
}

/**
 * Reads XML as an object with one member, the root element. An attribute is `@name`; an element that is repeated is a list; an
 * element that has only text is a text, and the text beside attributes or elements is `#text`. Names keep their prefixes. White
 * space around text is removed. The names of HTML 4 are characters. Entities that a document
 * declares are not expanded: their use is an error.
 *
 * @param meter is charged for what is read
 * @throws NotText for a document that is not well-formed, or nests too deeply
 * @throws WorkExceeded
 */
export function readXml(text: string, meter: Meter): Json {
  const root = openElement('');
  const open: Open[] = [root];
  const parser = new SaxesParser({ xmlns: false, defaultXMLVersion: '1.0' });
  parser.ENTITIES = Object.create(ENTITIES);
  const current = () => open.at(-1) ?? root;
  parser.on('error', (error) => {
    throw new NotText(`not well-formed XML (${error.message})`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > MAX_DEPTH) throw new NotText(`XML that nests more than ${MAX_DEPTH} levels`);
    const element = openElement(name);
    for (const [key, value] of Object.entries(attributes)) element.members.set(`@${key}`, value);
    open.push(element);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element !== undefined) add(current(), element.name, valueOfElement(element));
  });
  const addText = (part: string) => {
    current().text += part;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  // A blank line before the declaration is a common fault of feeds.
  const document = text.trimStart();
  for (let at = 0; at < document.length; at += SLICE_CHARS) {
    const slice = document.slice(at, at + SLICE_CHARS);
    parser.write(slice);
    meter.spend(slice.length * UNITS_PER_CHAR);
  }
  parser.close();
  return Object.fromEntries(root.members);
}

function openElement(name: string): Open {
  return { name, members: new Map(), lists: new Map(), text: '' };
}

function add({ members, lists }: Open, name: string, value: Json): void {
  const list = lists.get(name);
  const before = members.get(name);
  if (list !== undefined) list.push(value);
  else if (before === undefined) members.set(name, value);
  else {
    const both = [before, value];
    lists.set(name, both);
    members.set(name, both);
  }
}

function valueOfElement({ members, text }: Open): Json {
  const trimmed = text.trim();
  if (members.size === 0) return trimmed;
  // fromEntries defines own keys, so an element `__proto__` is preserved
  return Object.fromEntries(trimmed === '' ? members : [...members, ['#text', trimmed]]);
}
