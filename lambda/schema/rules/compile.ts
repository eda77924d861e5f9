import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { Matchers } from '../patterns.ts';
import { createResolve, type Resolve } from '../references.ts';
import { Evaluated } from './evaluated.ts';
import { KEYWORDS, type Stage } from './keywords.ts';
import { allHold, type Compiler, type Rule } from './rule.ts';

const always: Rule = (_value, run) => {
  run.meter.spend();
  return true;
};

const never: Rule = (_value, run) => {
  run.meter.spend();
  return run.fail(() => 'False boolean schema.');
};

/** Makes rules of the schemas inside one schema, each when it is first needed. */
export class SchemaCompiler implements Compiler {
  readonly matchers: Matchers;
  readonly #resolve: Resolve;
  readonly #rules = new Map<JsonObject, Rule>();

  constructor(root: JsonObject, matchers: Matchers) {
    this.#resolve = createResolve(root);
    this.matchers = matchers;
  }

  /** The rule of a schema. */
  rule(schema: Json | undefined): Rule {
    if (schema === false) return never;
    if (!isJsonObject(schema)) return always;
    const known = this.#rules.get(schema);
    if (known !== undefined) return known;
    // A schema may lead back to itself, so it has its rule before that is made.
    let made: Rule | undefined;
    const rule: Rule = (value, run, seen) => {
      made ??= compile(schema, this);
      return made(value, run, seen);
    };
    this.#rules.set(schema, rule);
    return rule;
  }

  /** The rule of what a reference names: `#`, `#/pointer` or `#anchor`, which publishing has found to be there. */
  reference(reference: string): Rule {
    const schema = this.#resolve(reference);
    if (!isJsonObject(schema) && typeof schema !== 'boolean') throw new Error(`the schema has nothing at ${reference}`);
    return this.rule(schema);
  }
}

/** The order in which a schema is asked, the cheap first: what fails there spares the rest. */
const STAGES: readonly Stage[] = ['bound', 'shape', 'inside', 'costly', 'rest'];

function compile(schema: JsonObject, compiler: Compiler): Rule {
  const rules = new Map<Stage, Rule[]>(STAGES.map((stage) => [stage, []]));
  for (const key of Object.keys(schema)) {
    const keyword = KEYWORDS.get(key);
    const rule = keyword?.compile(schema, compiler);
    if (keyword !== undefined && rule !== undefined) rules.get(keyword.stage)?.push(rule);
  }
  const [bounds = [], ...later] = STAGES.map((stage) => rules.get(stage) ?? []);
  const others = later.flat();
  const tracks = (rules.get('rest')?.length ?? 0) > 0;
  if (bounds.length + others.length === 0) return always;
  return (value, run, seen) => {
    run.meter.spend();
    const own = tracks ? Evaluated.of(value, run.meter) : seen;
    // What is of the wrong type, or too large, is not looked into.
    if (!allHold(bounds, value, run, own) || !allHold(others, value, run, own)) return false;
    if (tracks && own !== undefined) seen?.add(own, run.meter);
    return true;
  };
}
