import { checkTemplate } from '../../expression/check.ts';
import type { Variable } from '../../expression/index.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';
import type { TargetProblem, TargetTool } from '../types.ts';
import { isWrite, type Operation } from './access.ts';
import { clausesOf } from './clauses.ts';
import { EXPRESSION_KEYS } from './expressions.ts';

const ALWAYS = ['type', 'operation', 'table', 'expressionAttributeNames', 'expressionAttributeValues', 'result'];
const WRITE_KEYS = ['conditionExpression', 'returnValues'];

/** The keys that each operation must and may have, besides {@link ALWAYS}. */
const KEYS: Readonly<Record<Operation, { readonly must: readonly string[]; readonly may: readonly string[] }>> = {
  GetItem: { must: ['key'], may: ['projectionExpression', 'consistentRead'] },
  Query: {
    must: ['keyConditionExpression'],
    may: [
      ...['index', 'filterExpression', 'projectionExpression', 'exclusiveStartKey', 'limit', 'pageSize', 'order'],
      ...['consistentRead', 'stream', 'row'],
    ],
  },
  PutItem: { must: ['item', 'conditionExpression'], may: WRITE_KEYS },
  UpdateItem: { must: ['key', 'updateExpression', 'conditionExpression'], may: WRITE_KEYS },
  DeleteItem: { must: ['key', 'conditionExpression'], may: WRITE_KEYS },
};

/** The keys that hold templates, and what those may use. */
const TEMPLATES: Readonly<Record<string, readonly Variable[]>> = {
  key: ['args'],
  item: ['args'],
  expressionAttributeValues: ['args'],
  exclusiveStartKey: ['args'],
  limit: ['args'],
  order: ['args'],
  row: ['args', 'row'],
  result: ['args', 'response'],
};

/**
 * Finds what the schema of a `dynamodb` block cannot say.
 *
 * @param tool a tool whose target satisfies the schema
 * @returns every problem, empty when there is none
 */
export async function checkDynamodb(tool: TargetTool): Promise<TargetProblem[]> {
  const { target } = tool;
  const problems = [...checkKeys(target), ...checkPlaceholders(target), ...checkWrite(tool)];
  for (const [key, variables] of Object.entries(TEMPLATES)) {
    problems.push(...(await checkTemplate(target[key], [key], variables)));
  }
  return problems;
}

function checkKeys(target: JsonObject): TargetProblem[] {
  const operation = target.operation as Operation;
  const { must, may } = KEYS[operation];
  const missing = must.filter((key) => target[key] === undefined);
  const foreign = Object.keys(target).filter((key) => ![...ALWAYS, ...must, ...may].includes(key));
  return [
    ...missing.map((key) => ({ path: [], message: `${operation} needs \`${key}\`: ${REASONS[key] ?? 'add it'}` })),
    ...foreign.map((key) => ({ path: [key], message: `${operation} has no \`${key}\`: remove it` })),
  ];
}

const REASONS: Readonly<Record<string, string>> = {
  conditionExpression:
    'a write says what must hold of the item, for example attribute_exists(id) or attribute_not_exists(id)',
};

const UNUSED = 'is used by no expression: remove it (or quote the expression: in YAML, " #" begins a comment)';

function checkPlaceholders(target: JsonObject): TargetProblem[] {
  const problems: TargetProblem[] = [];
  const used = new Set<string>();
  for (const key of EXPRESSION_KEYS) {
    for (const { text, values, names } of clausesOf(target[key])) {
      for (const name of [...values, ...names]) used.add(name);
      if (!text.includes('{%')) continue;
      const message =
        'is fixed text: put a placeholder such as :v into it, and the value under expressionAttributeValues';
      problems.push({ path: [key], message });
    }
  }
  const defined = new Set<string>();
  for (const key of ['expressionAttributeValues', 'expressionAttributeNames']) {
    for (const name of Object.keys(isJsonObject(target[key]) ? target[key] : {})) {
      defined.add(name);
      if (!used.has(name)) problems.push({ path: [key, name], message: UNUSED });
    }
  }
  for (const name of [...used].filter((placeholder) => !defined.has(placeholder))) {
    const key = name.startsWith(':') ? 'expressionAttributeValues' : 'expressionAttributeNames';
    problems.push({ path: [], message: `${name} is used by an expression, but not defined under \`${key}\`` });
  }
  return problems;
}

function checkWrite({ target, annotations, output }: TargetTool): TargetProblem[] {
  const operation = String(target.operation);
  if (!isWrite(operation)) return [];
  const problems: TargetProblem[] = [];
  if (annotations?.readOnlyHint !== false) {
    const message = `${operation} changes the table: only a tool may, and must say so with \`annotations: { readOnlyHint: false }\``;
    problems.push({ path: ['operation'], message });
  }
  const returned = target.returnValues ?? 'NONE';
  if (operation !== 'UpdateItem' && returned !== 'NONE' && returned !== 'ALL_OLD') {
    problems.push({ path: ['returnValues'], message: `${operation} returns NONE or ALL_OLD` });
  }
  if (output && target.result === undefined && returned !== 'ALL_NEW') {
    const message =
      'the tool has an `output` schema, but a write may return nothing: give a `result`, or UpdateItem `returnValues: ALL_NEW`';
    problems.push({ path: [], message });
  }
  return problems;
}
