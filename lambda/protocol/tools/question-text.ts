import { compileTemplate, holdsExpression, type Scope, type Template } from '../../expression/index.ts';
import { isJsonObject, type Json } from '../../json.ts';
import { literalPattern, visibleText } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';

/** Characters of one argument's text in a question, and of a whole question. */
const ARGUMENT_CHARS = 200;
const QUESTION_CHARS = 4_000;

/** Enclose an argument's text in a second evaluation; noncharacters, which `visibleText` has removed from the arguments. */
const OPEN = '\uFDD0';
const CLOSE = '\uFDD1';

/** One word. Anything else is quoted: it could read as part of the question. */
const WORD = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}._@/+-]{0,62}[\p{L}\p{M}\p{N}])?$/u;
const QUOTES: Readonly<Record<string, string>> = { '"': '"', "'": "'", '“': '”', '‘': '’', '«': '»', '`': '`' };

/** Returns the text of a question for the user. */
export type QuestionText = (scope: Scope) => Promise<string>;

/**
 * Compiles a question. Texts of arguments, which a model writes, must not pass for the author's words in it: they are on one line,
 * bounded, with control characters visible, and quoted unless they are one word.
 *
 * @param question plain text, or an expression over `$args`
 * @param where its key in the document, for errors
 */
export function compileQuestion(question: string, where: string): QuestionText {
  if (!holdsExpression(question)) return async () => question;
  const template = compileTemplate(question, where);
  return async ({ args, work }) => {
    const texts = new Set<string>();
    const safe = mapTexts(args as Json, (text) => {
      const line = oneLine(text);
      texts.add(line);
      return line;
    });
    const text = await template({ args: safe, work });
    if (typeof text !== 'string') {
      throw new ToolError(`The expression of \`${where}\` in this tool's document did not return a string.`);
    }
    if (texts.size === 0) return bounded(text);
    const marked = await textOrNothing(template, { args: mapTexts(safe, (inner) => OPEN + inner + CLOSE), work });
    // an expression that looks at an argument's text can decide otherwise about the marked one
    const isSame = marked !== undefined && unmarked(marked) === text;
    return bounded(quoteMarked(isSame ? marked : markFound(text, texts)));
  };
}

/** An expression can refuse the marked texts, for example as numbers. */
async function textOrNothing(template: Template, scope: Scope): Promise<string | undefined> {
  try {
    const text = await template(scope);
    return typeof text === 'string' ? text : undefined;
  } catch (error) {
    if (error instanceof ToolError) return undefined;
    throw error;
  }
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item: Json) => mapTexts(item, change));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapTexts(inner ?? null, change)]));
}

/** An argument's text on one line, with what it hides as escapes, and the count of what is left out. */
function oneLine(text: string): string {
  const line = visibleText(text).replace(/[\r\n\t]/g, (char) => JSON.stringify(char).slice(1, -1));
  if (line.length <= ARGUMENT_CHARS) return line;
  const kept = line.slice(0, ARGUMENT_CHARS).replace(/[\uD800-\uDBFF]$/, '');
  return `${kept}… (${text.length} characters)`;
}

/** Marks every place where the text of an argument stands, the longest first. */
function markFound(text: string, texts: ReadonlySet<string>): string {
  const words = [...texts].filter((word) => word !== '').sort((a, b) => b.length - a.length);
  if (words.length === 0) return text;
  const pattern = new RegExp(words.map(literalPattern).join('|'), 'g');
  return text.replace(pattern, (found) => OPEN + found + CLOSE);
}

const unmarked = (text: string) => text.replaceAll(OPEN, '').replaceAll(CLOSE, '');

/** Quotes what the marks enclose, unless the author has. */
function quoteMarked(text: string): string {
  return text
    .replace(/(.?)\uFDD0([^\uFDD0\uFDD1]*)\uFDD1?(?=(.?))/gsu, (_all, before: string, word: string, after: string) => {
      const isQuoted = QUOTES[before] !== undefined && QUOTES[before] === after;
      if (isQuoted) return before + word.replaceAll(after, `\\${after}`);
      return before + (WORD.test(word) ? word : JSON.stringify(word));
    })
    .replace(/[\uFDD0\uFDD1]/g, '');
}

function bounded(text: string): string {
  return text.length <= QUESTION_CHARS ? text : `${text.slice(0, QUESTION_CHARS).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
