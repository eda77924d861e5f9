import type { Json, JsonObject } from '../../../lambda/json.ts';
import type { CliContext } from '../context.ts';
import type { Field } from './field.ts';
import { accepted, type Content } from './options.ts';
import type { FormQuestion, Question, UrlQuestion } from './question.ts';

/** A terminal with a user. */
export interface Terminal extends Pick<CliContext, 'stderr' | 'drawOver' | 'openBrowser'> {
  /** Name of the server that asks. */
  readonly server: string;
  /** Resolves to `undefined` when the user ends the input. */
  ask(question: string): Promise<string | undefined>;
}

const CANCELLED = { action: 'cancel' };
const DECLINED = { action: 'decline' };

/**
 * Asks the user one question.
 *
 * @param known values that options gave already
 * @returns an `ElicitResult`. spec: client/elicitation#response-actions
 */
export async function askOnTerminal(question: Question, known: Content, terminal: Terminal): Promise<JsonObject> {
  terminal.drawOver?.('');
  return question.kind === 'url' ? askToOpen(question, terminal) : askForm(question, known, terminal);
}

async function askForm({ message, fields }: FormQuestion, known: Content, terminal: Terminal): Promise<JsonObject> {
  const question = asks(message, terminal);
  if (fields.length === 0)
    return (await consent(`${question} [y/N/c(ancel)] `, 'decline', terminal)) ?? accepted(new Map());
  terminal.stderr(`${question}\n(Ctrl-D cancels.)`);
  const content = new Map(known);
  for (const field of fields) {
    if (known.has(field.name)) continue;
    const entered = await askField(field, message, terminal);
    if (entered === 'ended') return CANCELLED;
    if (entered.value !== undefined) content.set(field.name, entered.value);
  }
  return (await consent('Send these answers? [Y/n/c(ancel)] ', 'accept', terminal)) ?? accepted(content);
}

/** Further lines are indented: only what stands at the start of a line is of this program, or names who says it. */
function asks(message: string, { server }: Terminal): string {
  return `${server} asks: ${message.replaceAll('\n', '\n  ')}`;
}

/** Asks until the answer is valid, or absent where it may be. */
async function askField(
  field: Field,
  message: string,
  { ask, stderr }: Terminal,
): Promise<{ readonly value: Json | undefined } | 'ended'> {
  for (const line of linesBefore(field, message)) stderr(line);
  for (;;) {
    const text = await ask(promptOf(field));
    if (text === undefined) return 'ended';
    if (text.trim() === '') {
      if (field.default !== undefined || !field.isRequired) return { value: field.default };
      stderr(`${field.name} is required: expected ${field.expected}`);
      continue;
    }
    const reading = field.read(text);
    if (reading !== undefined) return reading;
    stderr(`${JSON.stringify(text)} is not valid for ${field.name}: expected ${field.expected}`);
  }
}

/** What the user needs to know, unless the question says it already. */
function linesBefore({ title, description, choices }: Field, message: string): readonly string[] {
  const titled = choices?.filter((choice) => choice.title !== undefined) ?? [];
  const choiceLines = titled.map((choice) => `  ${choice.value}: ${choice.title}`);
  const texts = [title, description].filter((text) => text !== undefined && !message.includes(text));
  return [...(texts.length > 0 ? [texts.join(': ')] : []), ...choiceLines];
}

function promptOf({ name, expected, isRequired, default: value }: Field): string {
  const none = isRequired ? '' : '; Enter for none';
  const end = value === undefined ? none : `; Enter for ${Array.isArray(value) ? value.join(', ') : value}`;
  return `${name} (${expected}${end}): `;
}

/** The full address is shown before anything is opened. spec: client/elicitation#safe-url-handling */
async function askToOpen({ message, url }: UrlQuestion, terminal: Terminal): Promise<JsonObject> {
  terminal.stderr(`${asks(message, terminal)}\nThe page is on ${new URL(url).host}:\n${url}`);
  const refused = await consent('Open it? [y/N/c(ancel)] ', 'decline', terminal);
  if (refused !== undefined) return refused;
  if ((await terminal.openBrowser?.(url)) !== true) terminal.stderr(`Open ${url} in a browser.`);
  const done = await terminal.ask('Press Enter when you are done there. ');
  return done === undefined ? CANCELLED : { action: 'accept' };
}

/**
 * Asks for consent.
 *
 * @param otherwise what Enter alone means
 * @returns `undefined` for consent
 */
async function consent(
  question: string,
  otherwise: 'accept' | 'decline',
  { ask }: Terminal,
): Promise<JsonObject | undefined> {
  for (;;) {
    const text = await ask(question);
    if (text === undefined || /^c(?:ancel)?$/i.test(text.trim())) return CANCELLED;
    const word = text.trim();
    if (word === '') return otherwise === 'accept' ? undefined : DECLINED;
    if (/^y(?:es)?$/i.test(word)) return undefined;
    if (/^no?$/i.test(word)) return DECLINED;
  }
}
