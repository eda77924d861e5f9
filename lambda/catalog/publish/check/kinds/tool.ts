import { type Fault, isError } from '../../../../fault.ts';
import { isJsonObject, type JsonObject } from '../../../../json.ts';
import { checkClientLimits } from '../client-limits.ts';
import { draft07Path, fromDraft07, isDraft07 } from '../draft-07.ts';
import { checkParameterHeaders } from '../parameter-headers.ts';
import { checkUserSchema } from '../user-schema.ts';
import { checkToolView } from './apps.ts';
import { ICONS, META, NAME, PROSE, SCOPES, SERVER, TARGET, TITLE, TOOL_LIMITS } from './common.ts';
import { checkExamples, EXAMPLES } from './examples.ts';
import { type CheckContext, type Kind, type Rewritten, soundKeys, under } from './kind.ts';
import { checkQuestions, QUESTION, QUESTIONS } from './questions.ts';
import { checkTarget } from './target.ts';

/** spec: schema ToolAnnotations */
const ANNOTATIONS = {
  type: 'object',
  additionalProperties: false,
  properties: {
    title: TITLE,
    readOnlyHint: { type: 'boolean' },
    destructiveHint: { type: 'boolean' },
    idempotentHint: { type: 'boolean' },
    openWorldHint: { type: 'boolean' },
  },
} as const;

/** `kind: Tool` */
export const toolKind: Kind = {
  identity: ['name'],
  evaluated: ['ask', 'confirm', 'examples', 'target'],
  unstored: ['examples'],
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['kind', 'server', 'name', 'description', 'input', 'target'],
    properties: {
      kind: { const: 'Tool' },
      server: SERVER,
      name: NAME,
      title: TITLE,
      icons: ICONS,
      description: PROSE,
      input: { type: 'object' },
      coerce: { type: 'boolean' },
      output: { type: 'object' },
      annotations: ANNOTATIONS,
      scopes: SCOPES,
      limits: TOOL_LIMITS,
      _meta: META,
      ask: QUESTIONS,
      confirm: QUESTION,
      task: { enum: ['optional', 'required'] },
      target: TARGET,
      examples: EXAMPLES,
    },
  },
  rewrite: rewriteSchemas,
  check: checkTool,
};

const SCHEMAS: readonly unknown[] = ['input', 'output'];

function rewriteSchemas(written: JsonObject): Rewritten {
  const isOld = (value: unknown): value is JsonObject => isJsonObject(value) && isDraft07(value);
  const entries = Object.entries(written).map(([key, value]) =>
    SCHEMAS.includes(key) && isOld(value) ? [key, fromDraft07(value)] : [key, value],
  );
  return {
    document: Object.fromEntries(entries),
    sourcePath([key, ...path]) {
      const schema = SCHEMAS.includes(key) ? written[String(key)] : undefined;
      if (key === undefined) return [];
      return isOld(schema) ? [key, ...draft07Path(schema, path)] : [key, ...path];
    },
  };
}

async function checkTool(document: JsonObject, context: CheckContext): Promise<readonly Fault[]> {
  const tool = soundKeys(document, context);
  const found = [
    ...checkSchemas(tool),
    ...checkToolView(tool._meta),
    ...checkLimits(tool),
    ...checkExamples(tool.examples),
    ...(await checkQuestions(tool)),
  ];
  const { name, input, output, annotations, target } = tool;
  if (!isJsonObject(target)) return found;
  const owner = isJsonObject(input) && {
    name: String(name),
    input,
    ...(isJsonObject(output) && { output }),
    ...(isJsonObject(annotations) && { annotations }),
  };
  const restIsGood = !found.some(isError) && context.faults.length === 0;
  const faults = await checkTarget(target, restIsGood && owner ? owner : undefined, context.targets);
  return [...found, ...under(['target'], faults)];
}

function checkLimits({ limits, task }: JsonObject): readonly Fault[] {
  if (!isJsonObject(limits)) return [];
  const faults: Fault[] = [];
  if (limits.burst !== undefined && limits.requestsPerSecond === undefined) {
    faults.push({ path: ['limits', 'burst'], message: 'burst exceeds a rate: also set requestsPerSecond' });
  }
  // A worker runs it after its request; it would hold a lease that nobody renews between its attempts.
  if (limits.concurrentCalls !== undefined && task !== undefined) {
    const message =
      'a tool with task cannot limit concurrentCalls; set requestsPerSecond, which counts when a task is created';
    faults.push({ path: ['limits', 'concurrentCalls'], message });
  }
  return faults;
}

function checkSchemas({ name, input, output }: JsonObject): readonly Fault[] {
  const faults = [
    ...(isJsonObject(input) ? under(['input'], checkUserSchema(input)) : []),
    ...(isJsonObject(output) ? under(['output'], checkUserSchema(output)) : []),
  ];
  if (faults.some(isError) || !isJsonObject(input)) return faults;
  return [...faults, ...under(['input'], checkParameterHeaders(input)), ...checkClientLimits({ name, input })];
}
