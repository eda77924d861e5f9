import { checkBlock, contentBlock, withStandIns } from '../../../../content/publish.ts';
import { checkTemplate } from '../../../../expression/publish.ts';
import { type Fault, isError } from '../../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts';
import { stringArguments } from '../../../string-arguments.ts';
import { checkAgainst } from '../closed-schema.ts';
import { ICONS, LIMITS, META, NAME, PROSE, SCOPES, SERVER, TARGET, TITLE } from './common.ts';
import { COMPLETION, checkCompletion } from './completion.ts';
import { type CheckContext, exactlyOne, type Kind, soundKeys, under } from './kind.ts';
import { checkTarget } from './target.ts';

/** `kind: Prompt` */
export const promptKind: Kind = {
  identity: ['name'],
  evaluated: ['messages', 'target', 'arguments.*.completion.target'],
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['kind', 'server', 'name'],
    properties: {
      kind: { const: 'Prompt' },
      server: SERVER,
      name: NAME,
      title: TITLE,
      icons: ICONS,
      description: PROSE,
      arguments: {
        type: 'array',
        maxItems: 50,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['name'],
          properties: {
            name: NAME,
            title: TITLE,
            description: PROSE,
            required: { type: 'boolean' },
            completion: COMPLETION,
          },
        },
      },
      scopes: SCOPES,
      limits: LIMITS,
      _meta: META,
      messages: {
        type: 'array',
        minItems: 1,
        maxItems: 100,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['role', 'content'],
          properties: { role: { enum: ['user', 'assistant'] }, content: { type: 'object' } },
        },
      },
      target: TARGET,
    },
  },
  check: checkPrompt,
};

async function checkPrompt(document: JsonObject, context: CheckContext): Promise<readonly Fault[]> {
  const prompt = soundKeys(document, context);
  const args = objectsOf(prompt.arguments);
  const name = String(prompt.name);
  const required = args.filter((argument) => argument.required === true);
  const input = stringArguments(args.map(nameOf), required.map(nameOf));
  const found = [
    ...exactlyOne(document, ['messages', 'target']),
    ...checkNames(args),
    ...(await checkMessages(prompt.messages, input)),
  ];
  for (const [index, argument] of args.entries()) {
    const faults = await checkCompletion(argument.completion, `${name}.${argument.name}`, context.targets);
    found.push(...under(['arguments', index, 'completion'], faults));
  }
  if (!isJsonObject(prompt.target)) return found;
  const restIsGood = !found.some(isError) && context.faults.length === 0;
  const faults = await checkTarget(prompt.target, restIsGood ? { name, input } : undefined, context.targets);
  return [...found, ...under(['target'], faults)];
}

function nameOf(argument: JsonObject): string {
  return String(argument.name);
}

function objectsOf(list: Json | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function checkNames(args: readonly JsonObject[]): readonly Fault[] {
  const names = args.map(nameOf);
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: ['arguments', index, 'name'], message: `the argument \`${name}\` is defined twice: remove one` }],
  );
}

/** Strings of a block may be expressions, whose values are known only at call time; a stand-in takes their place. */
async function checkMessages(messages: Json | undefined, input: JsonObject): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const [index, { content }] of objectsOf(messages).entries()) {
    const block = withStandIns(content ?? null);
    if (!isJsonObject(block)) continue;
    const wrong = checkAgainst(contentBlock, block);
    faults.push(...under(['messages', index, 'content'], wrong.length > 0 ? wrong : checkBlock(block)));
  }
  return [...faults, ...(await checkTemplate(messages, ['messages'], ['args'], { args: input }))];
}
