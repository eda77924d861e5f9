import type { ToolDocument } from '../../catalog/documents.ts';
import { compileTemplate, type Template } from '../../expression/index.ts';
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { type Check, createCheck, createDefaults } from '../../schema/index.ts';
import type { InputRequiredPart } from '../../targets/parts.ts';
import { ToolError } from '../../tool-error.ts';
import type { Answers } from '../operation/operation.ts';

/** The questions that a tool's document puts before its target, each settled before the next is asked. */
export interface FirstQuestions {
  /**
   * @param args as sent
   * @param answers what the person said so far
   * @param check checks complete arguments
   * @returns the complete arguments, or what is to be asked first
   * @throws ToolError for arguments that are wrong whatever the person says, and where the person said no
   */
  settle(args: JsonObject, answers: Answers, check: Check): Promise<InputRequiredPart | { readonly args: JsonObject }>;
}

/** Keys of our own questions; a target's cannot begin like this, and does not see them. */
const OWN = 'spillway/';
const ASK = `${OWN}ask`;
const CONFIRM = `${OWN}confirm`;

/**
 * Prepares `ask` and `confirm` of a tool's document.
 *
 * @returns `undefined` for a tool that has neither
 */
export function prepareQuestions(document: ToolDocument): FirstQuestions | undefined {
  const { ask, confirm } = document;
  if (ask === undefined && confirm === undefined) return undefined;
  const forms = ask && prepareForms(document, ask);
  const question = confirm === undefined ? undefined : compileTemplate(confirm, 'confirm');
  const withDefaults = createDefaults(document.input);
  return {
    async settle(args, answers, check) {
      const asked = await forms?.(args, answers);
      if (asked !== undefined && 'inputRequests' in asked) return asked;
      const complete = asked?.args ?? args;
      const wrong = check(complete);
      if (wrong !== undefined) throw wrongArguments(document.name, wrong);
      if (question === undefined) return { args: complete };
      if (isYes(answers.responses[CONFIRM], `The person did not agree to run tool ${document.name}`)) {
        return { args: complete };
      }
      // The person agrees to what the target will get.
      const message = await textOf(question, withDefaults(complete), 'confirm');
      return elicit(CONFIRM, message, { type: 'object', properties: {} });
    },
  };
}

/** Keywords of a schema by which arguments may be wrong only for what the person has not said yet. */
const DEPENDING =
  'allOf anyOf oneOf not if dependentRequired dependentSchemas unevaluatedProperties minProperties const enum $ref $dynamicRef'.split(
    ' ',
  );

/** What the person is asked for, and answers as a form. */
function prepareForms({ name, input }: ToolDocument, ask: NonNullable<ToolDocument['ask']>) {
  const properties = isJsonObject(input.properties) ? input.properties : {};
  const questions = new Map<string, Template>(
    Object.entries(ask).map(([key, text]) => [key, compileTemplate(text, `ask.${key}`)]),
  );
  const required = Array.isArray(input.required) ? input.required.filter((key) => !questions.has(String(key))) : [];
  const depends = DEPENDING.some((keyword) => input[keyword] !== undefined);
  const checkRest = depends ? () => undefined : createCheck({ ...input, required });
  const withDefaults = createDefaults(input);
  return async (args: JsonObject, { responses }: Answers) => {
    const missing = [...questions.keys()].filter((key) => !Object.hasOwn(args, key));
    if (missing.length === 0) return { args };
    const wrong = (await checkRest)(args);
    if (wrong !== undefined) throw wrongArguments(name, wrong);
    const answer = responses[ASK];
    if (isYes(answer, `The person did not say ${missing.join(', ')}`)) {
      const content = isJsonObject(answer) && isJsonObject(answer.content) ? answer.content : {};
      const said = missing.filter((key) => Object.hasOwn(content, key)).map((key) => [key, content[key]]);
      return { args: { ...args, ...Object.fromEntries(said) } };
    }
    const known = withDefaults(args);
    const texts: string[] = [];
    const form: Record<string, JsonObject> = {};
    for (const key of missing) {
      const template = questions.get(key);
      const text = template === undefined ? '' : await textOf(template, known, `ask.${key}`);
      texts.push(text);
      form[key] = formField(properties[key], text);
    }
    return elicit(ASK, texts.join('\n'), { type: 'object', properties: form, required: missing });
  };
}

/** The keywords that a form's field may have. spec: client/elicitation#requested-schema */
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
  'oneOf',
] as const;

function formField(property: Json | undefined, question: string): JsonObject {
  const schema = isJsonObject(property) ? property : {};
  const kept = FIELD_KEYWORDS.filter((keyword) => schema[keyword] !== undefined).map((key) => [key, schema[key]]);
  return { ...Object.fromEntries(kept), description: schema.description ?? question };
}

function elicit(key: string, message: string, requestedSchema: JsonObject): InputRequiredPart {
  const params = { mode: 'form', message, requestedSchema };
  return { type: 'input_required', inputRequests: { [key]: { method: 'elicitation/create', params } } };
}

/** Whether the person accepted. What is no answer counts as none, so that the question is asked again. */
function isYes(answer: Json | undefined, otherwise: string): boolean {
  if (!isJsonObject(answer)) return false;
  if (answer.action === 'accept') return true;
  if (answer.action === 'decline') throw new ToolError(`${otherwise}. Do not try again unless they ask you to.`);
  if (answer.action === 'cancel') throw new ToolError(`${otherwise}: the question was closed without an answer.`);
  return false;
}

async function textOf(template: Template, args: JsonObject, where: string): Promise<string> {
  const text = await template({ args });
  if (typeof text === 'string') return text;
  throw new ToolError(`The question \`${where}\` of this tool's document did not give a text.`);
}

/** The answers to a target's own questions. */
export function targetsOwn({ responses, state }: Answers): Answers {
  const own = Object.entries(responses).filter(([key]) => !key.startsWith(OWN));
  return { responses: Object.fromEntries(own), state };
}

/** Arguments that do not satisfy a tool's schema: the model can correct them. spec: server/tools#error-handling */
export function wrongArguments(name: string, wrong: string): ToolError {
  return new ToolError(`Invalid arguments for tool ${name}:\n${wrong}`);
}
