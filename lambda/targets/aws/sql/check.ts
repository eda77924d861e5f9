import type { Fault } from '../../../fault.ts';
import { isJsonObject } from '../../../json.ts';
import { isForeign } from '../../http/publish.ts';
import type { TargetTool } from '../../types.ts';
import type { CompiledSql } from './compile.ts';

/** First words of statements that change data. */
const WRITES =
  /^(?:ALTER|CALL|COPY|CREATE|DELETE|DROP|GRANT|INSERT|MERGE|OPTIMIZE|REVOKE|TRUNCATE|UNLOAD|UPDATE|VACUUM)$/;

/** Warns about a template of another language in SQL, which is fixed. */
export function foreignSql(sql: string): Fault[] {
  if (!isForeign(sql)) return [];
  const message =
    'has a template that is sent as it is written: write a placeholder such as `:id`, and give the value in `values`';
  return [{ severity: 'warning', path: ['sql'], message }];
}

/** Checks the SQL of a tool: that it is fixed, and that every placeholder has a value, and every value a placeholder. */
export function checkSql({ target, input, annotations }: TargetTool, { sql, statement }: CompiledSql): Fault[] {
  const text = String(target.sql);
  const path = ['sql'];
  if (text.includes('{%')) {
    const message =
      'must be fixed text: write a placeholder such as `:id` where a value belongs, and give the value in `values`';
    return [{ path, message }];
  }
  const faults: Fault[] = [];
  if (sql.verb === '') faults.push({ path, message: 'has no statement' });
  if (statement.api === 'athena' && sql.hasQuestionMark) {
    faults.push({ path, message: 'has a `?`: write a placeholder with a name, such as `:id`' });
  }
  if (annotations?.readOnlyHint === true && WRITES.test(sql.verb)) {
    const message = `is ${sql.verb}, but the tool has \`annotations: { readOnlyHint: true }\`: set it to false`;
    faults.push({ path, message });
  }
  for (const key of ['action', 'pagination']) {
    if (target[key] !== undefined) faults.push({ path: [key], message: `does not apply with \`sql\`: remove it` });
  }
  return [
    ...faults,
    ...checkValues(
      { target, input },
      sql.placeholders.map(({ name }) => name),
    ),
  ];
}

function checkValues(
  { target: { values }, input }: Pick<TargetTool, 'target' | 'input'>,
  names: readonly string[],
): Fault[] {
  const distinct = [...new Set(names)];
  if (!isJsonObject(values)) {
    return distinct
      .filter((name) => !isArgument(name, input))
      .map((name) => ({
        path: ['sql'],
        message: `has :${name}, but \`input\` has no such argument: add it, or give the value in \`values\``,
      }));
  }
  const known = distinct.map((name) => `:${name}`).join(', ') || 'none';
  const missing = distinct.filter((name) => !Object.hasOwn(values, name));
  const unknown = Object.keys(values).filter((name) => !distinct.includes(name));
  return [
    ...missing.map((name) => ({ path: ['sql'], message: `has :${name}, which \`values\` does not have: add it` })),
    ...unknown.map((name) => ({
      path: ['values', name],
      message: `is not a placeholder of \`sql\`, which has ${known}`,
    })),
  ];
}

const isArgument = (name: string, { properties }: TargetTool['input']) =>
  isJsonObject(properties) ? Object.hasOwn(properties, name) : true;
