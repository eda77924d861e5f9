import type { ToolDocument } from '../../catalog/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { type Check, createCheck, defaultsOf, withDefaults } from '../../schema/index.ts';
import type { InputRequiredPart } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { WorkBudget } from '../../work/index.ts';
import type { Answers } from '../operation/operation.ts';
import { OWN } from './own-answers.ts';
import { compileQuestion, type QuestionText } from './question-text.ts';
import { assertExact, wrongArguments } from './wrong-arguments.ts';

/** The questions that a tool's document asks before its target runs, one after the other. */
export interface FirstQuestions {
  /**
   * @param args as sent
   * @param answers the user's answers so far
   * @param checking the check of complete arguments, and what it and the questions' expressions are charged to
   * @returns the complete arguments, or the next question
   * @throws ToolError for arguments that are invalid whatever the user answers, and if the user declines
   */
  settle(
    args: JsonObject,
    answers: Answers,
    checking: Checking,
  ): Promise<InputRequiredPart | { readonly args: JsonObject }>;
}

/** The check of a call's arguments, and the budget of its request. */
interface Checking {
  readonly check: Check;
  readonly work: WorkBudget;
}

const ASK = `${OWN}ask`;
const CONFIRM = `${OWN}confirm`;

/** Prepares `ask` and `confirm` of a tool's document. */
export function prepareQuestions(document: ToolDocument): FirstQuestions {
  const { ask, confirm } = document;
  const forms = ask && prepareForms(document, ask);
  const question = confirm === undefined ? undefined : compileQuestion(confirm, 'confirm');
  const defaults = defaultsOf(document.input);
  return {
    async settle(args, answers, { check, work }) {
      const asked = await forms?.(args, answers, work);
      if (asked !== undefined && 'inputRequests' in asked) return asked;
      const complete = asked?.args ?? args;
      const wrong = check(complete, work);
      if (wrong !== undefined) throw wrongArguments(document.name, wrong);
      if (question === undefined) return { args: complete };
      if (isAccepted(answers.responses[CONFIRM], `run tool ${document.name}`)) {
        return { args: complete };
      }
      // The user approves exactly the arguments that the target receives.
      const message = await question({ args: withDefaults(complete, defaults), work });
      return elicit(CONFIRM, message, { type: 'object', properties: {} });
    },
  };
}

/** Schema keywords that may reject arguments only because the user has not answered yet. */
const DEPENDING =
  'allOf anyOf oneOf not if dependentRequired dependentSchemas unevaluatedProperties minProperties const enum $ref $dynamicRef'.split(
    ' ',
  );

/** Prepares the form that asks the user for missing arguments. */
function prepareForms({ name, input }: ToolDocument, ask: NonNullable<ToolDocument['ask']>) {
  const properties = isJsonObject(input.properties) ? input.properties : {};
  const questions = new Map<string, QuestionText>(
    Object.entries(ask).map(([key, text]) => [key, compileQuestion(text, `ask.${key}`)]),
  );
  const required = Array.isArray(input.required) ? input.required.filter((key) => !questions.has(String(key))) : [];
  const depends = DEPENDING.some((keyword) => input[keyword] !== undefined);
  const checkRest = depends ? () => undefined : createCheck({ ...input, required }, true);
  const defaults = defaultsOf(input);
  return async (args: JsonObject, { responses }: Answers, work: WorkBudget) => {
    const missing = [...questions.keys()].filter((key) => !Object.hasOwn(args, key));
    if (missing.length === 0) return { args };
    const wrong = (await checkRest)(args, work);
    if (wrong !== undefined) throw wrongArguments(name, wrong);
    const answer = responses[ASK];
    assertExact(name, answer);
    if (isAccepted(answer, `provide ${missing.join(', ')}`)) {
      const content = isJsonObject(answer) && isJsonObject(answer.content) ? answer.content : {};
      const given = missing.filter((key) => Object.hasOwn(content, key)).map((key) => [key, content[key]]);
      return { args: { ...args, ...Object.fromEntries(given) } };
    }
    const known = withDefaults(args, defaults);
    const texts: string[] = [];
    const form: Record<string, JsonObject> = {};
    for (const key of missing) {
      const text = (await questions.get(key)?.({ args: known, work })) ?? ''; // every missing key has a question
      texts.push(text);
      form[key] = formField(properties[key], text);
    }
    return elicit(ASK, texts.join('\n'), { type: 'object', properties: form, required: missing });
  };
}

/** Keywords that the field of a form may have. spec: client/elicitation#requested-schema */
const FIELD_KEYWORDS = [
  'type',
  'title',
  'minLength',
  'maxLength',
  'format',
  'minimum',
  'maximum',
  'default',
  'enum',
  'enumNames',
] as const;

function formField(property: Json | undefined, question: string): JsonObject {
  const schema = isJsonObject(property) ? property : {};
  const kept = FIELD_KEYWORDS.filter((keyword) => schema[keyword] !== undefined).map((key) => [key, schema[key]]);
  const choices = titledChoices(schema.oneOf);
  return { ...Object.fromEntries(kept), ...choices, description: schema.description ?? question };
}

/** Choices as forms have them: each with a title. `undefined` for a `oneOf` of any other schemas, which only checks the answer. */
function titledChoices(schemas: Json | undefined): JsonObject | undefined {
  if (!Array.isArray(schemas)) return undefined;
  const choices: readonly JsonObject[] = schemas
    .filter(isJsonObject)
    .filter(({ const: value }) => typeof value === 'string');
  if (choices.length < schemas.length) return undefined;
  return { oneOf: choices.map(({ const: value, title = value }) => ({ const: value, title })) };
}

function elicit(key: string, message: string, requestedSchema: JsonObject): InputRequiredPart {
  const params = { mode: 'form', message, requestedSchema };
  return { type: 'input_required', inputRequests: { [key]: { method: 'elicitation/create', params } } };
}

/**
 * Whether the user accepted. A malformed answer counts as absent, so the question is repeated.
 *
 * @param request the content of the question: `run tool list_orders`
 * @throws ToolError if the user declined, or closed the question
 */
function isAccepted(answer: Json | undefined, request: string): boolean {
  if (!isJsonObject(answer)) return false;
  if (answer.action === 'accept') return true;
  if (answer.action === 'decline')
    throw new ToolError(`The user declined to ${request}. Do not try again unless they ask you to.`);
  if (answer.action === 'cancel') throw new ToolError(`The user closed the request to ${request} without an answer.`);
  return false;
}
