/** Keywords that apply other schemas to the same value. */
import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { Evaluated } from './evaluated.ts';
import { allHold, type Compiler, type Rule } from './rule.ts';
import type { Run } from './run.ts';

const rulesOf = (schemas: Json | undefined, compiler: Compiler): readonly Rule[] =>
  Array.isArray(schemas) ? schemas.map((schema: Json) => compiler.rule(schema)) : [];

export function reference(target: Json | undefined, compiler: Compiler): Rule | undefined {
  if (typeof target !== 'string') return undefined;
  let rule: Rule | undefined;
  return (value, run, seen) => {
    rule ??= compiler.reference(target);
    return rule(value, run, seen);
  };
}

export function allOf({ allOf: schemas }: JsonObject, compiler: Compiler): Rule {
  const rules = rulesOf(schemas, compiler);
  return (value, run, seen) => allHold(rules, value, run, seen);
}

export function anyOf({ anyOf: schemas }: JsonObject, compiler: Compiler): Rule {
  const rules = rulesOf(schemas, compiler);
  return (value, run, seen) =>
    run.tentatively(
      () => {
        let holds = false;
        for (const rule of rules) {
          if (!branch(rule, value, run, seen)) continue;
          holds = true;
          // The other branches matter only where evaluated members are tracked.
          if (seen === undefined) break;
        }
        return holds;
      },
      () => 'Instance does not match any subschemas.',
    );
}

export function oneOf({ oneOf: schemas }: JsonObject, compiler: Compiler): Rule {
  const rules = rulesOf(schemas, compiler);
  return (value, run, seen) => {
    let matches = 0;
    return run.tentatively(
      () => {
        for (const rule of rules) {
          if (branch(rule, value, run, seen)) matches += 1;
          if (matches > 1 && !run.collects) break;
        }
        return matches === 1;
      },
      () => `Instance does not match exactly one subschema (${matches} matches).`,
    );
  };
}

export function not({ not: schema }: JsonObject, compiler: Compiler): Rule {
  const rule = compiler.rule(schema);
  return (value, run) => {
    let matched = false;
    // Errors of its schema are not errors of the value.
    run.tentatively(
      () => {
        matched = rule(value, run, undefined);
        return true;
      },
      () => '',
    );
    return !matched || run.fail(() => 'Instance matched "not" schema.');
  };
}

export function condition(schema: JsonObject, compiler: Compiler): Rule {
  const [test, yes, no] = [compiler.rule(schema.if), compiler.rule(schema.then), compiler.rule(schema.else)];
  return (value, run, seen) => {
    let holds = false;
    run.tentatively(
      () => {
        holds = branch(test, value, run, seen);
        return true;
      },
      () => '',
    );
    return (holds ? yes : no)(value, run, seen);
  };
}

export function dependentSchemas({ dependentSchemas: schemas }: JsonObject, compiler: Compiler): Rule {
  const dependent = Object.entries(isJsonObject(schemas) ? schemas : {}).map(
    ([key, schema]) => [key, compiler.rule(schema)] as const,
  );
  return (value, run, seen) => {
    if (!isJsonObject(value)) return true;
    let holds = true;
    for (const [key, rule] of dependent) {
      if (!Object.hasOwn(value, key) || rule(value, run, seen)) continue;
      if (!run.collects) return false;
      holds = false;
    }
    return holds;
  };
}

/** Applies a schema whose findings count only if it holds. */
function branch(rule: Rule, value: unknown, run: Run, seen: Evaluated | undefined): boolean {
  const own = seen?.branch(run.meter);
  if (!rule(value, run, own)) return false;
  if (own !== undefined) seen?.add(own, run.meter);
  return true;
}
