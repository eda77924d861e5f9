import type { Json, JsonObject } from '../../../lambda/json.ts';
import { UsageError } from '../context.ts';
import type { Field } from './field.ts';
import type { FormQuestion, Question } from './question.ts';

/** What `--yes` and `--answer` say. */
export interface GivenAnswers {
  readonly yes: boolean;
  readonly answers: ReadonlyMap<string, GivenAnswer>;
}

/** One `--answer KEY=VALUE`. */
interface GivenAnswer {
  readonly key: string;
  readonly text: string;
  isUsed: boolean;
}

/** A whole answer, or a part of it and how to give the rest. */
type Answered =
  | { readonly kind: 'whole'; readonly result: JsonObject }
  | { readonly kind: 'part'; readonly content: Content; readonly advice: string };

/** Values by the names of their fields, which a server may choose freely. */
export type Content = ReadonlyMap<string, Json>;

/**
 * Reads the values of `--answer`.
 *
 * @throws UsageError for one that is not `KEY=VALUE`, or repeats a key
 */
export function readAnswers(texts: readonly string[]): ReadonlyMap<string, GivenAnswer> {
  const answers = new Map<string, GivenAnswer>();
  for (const given of texts) {
    const equals = given.indexOf('=');
    if (equals < 1) throw new UsageError(`--answer must be KEY=VALUE, found ${given}`);
    const key = given.slice(0, equals);
    if (answers.has(key)) throw new UsageError(`--answer ${key} is given twice`);
    answers.set(key, { key, text: given.slice(equals + 1), isUsed: false });
  }
  return answers;
}

/**
 * Answers a question as far as the options do. A form is accepted if one of its fields is answered, or with `--yes`, which also
 * accepts the defaults of its other fields.
 *
 * @throws UsageError for a value that its field does not accept
 */
export function answerFromOptions(question: Question, given: GivenAnswers): Answered {
  if (question.kind === 'url') {
    return {
      kind: 'part',
      content: new Map(),
      advice: `open ${question.url} where you can, or run the command on a terminal`,
    };
  }
  const { fields } = question;
  const content = new Map<string, Json>();
  for (const field of fields) {
    const value = valueFrom(field, question, given);
    if (value !== undefined) content.set(field.name, value);
  }
  const isAnswered = given.yes || fields.some((field) => answerTo(field, question, given) !== undefined);
  const missing = fields.filter(({ name, isRequired }) => isRequired && !content.has(name));
  if (isAnswered && missing.length === 0) return { kind: 'whole', result: accepted(content) };
  return { kind: 'part', content, advice: adviceFor(fields, missing) };
}

/** The `ElicitResult` of a form that is accepted. */
export function accepted(content: Content): JsonObject {
  return { action: 'accept', content: Object.fromEntries(content) };
}

function valueFrom(field: Field, question: FormQuestion, given: GivenAnswers): Json | undefined {
  const answer = answerTo(field, question, given);
  if (answer === undefined) return given.yes ? field.default : undefined;
  answer.isUsed = true;
  const reading = field.read(answer.text);
  if (reading !== undefined) return reading.value;
  throw new UsageError(`--answer ${answer.key}: expected ${field.expected}; found ${JSON.stringify(answer.text)}`);
}

/** An answer to the field of one question prevails over an answer to the fields of this name in any question. */
function answerTo({ name }: Field, { key }: FormQuestion, { answers }: GivenAnswers): GivenAnswer | undefined {
  return answers.get(`${key}.${name}`) ?? answers.get(name);
}

function adviceFor(fields: readonly Field[], missing: readonly Field[]): string {
  const [first] = fields;
  if (first === undefined) return 'pass --yes to accept it';
  if (missing.length === 0) return `pass --yes to accept it, or --answer ${first.name}=VALUE (${first.expected})`;
  return `pass ${missing.map(({ name, expected }) => `--answer ${name}=VALUE (${expected})`).join(' and ')}`;
}
