import { compileTemplate } from '../../../expression/index.ts';
import { isJsonObject, isRawJSON, type Json, type JsonObject, tryParseJson } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import type { CallScope } from '../../types.ts';
import type { Call } from '../../upstream/index.ts';
import type { PageStep } from './step.ts';
import { isStep, isStepOf, stepShape } from './step-shape.ts';

/** Continues a list where an earlier call ended. */
export interface Resume {
  /** The argument that the step comes from, if it is one. */
  readonly argument: string | undefined;
  /**
   * Returns the step that the arguments name; `undefined` for none.
   *
   * @throws ToolError for a value that no result has given
   */
  start(scope: CallScope, call: Call): Promise<PageStep | undefined>;
  /** Returns a step as a value that the agent can hand back; `undefined` where that would not be safe. */
  offer(step: PageStep, call: Call): Promise<Json | undefined>;
}

const ARGUMENT = /^\{%\s*\$args\.(\w+)\s*%\}$/;

/** Compiles `pagination.resume`. */
export function compileResume(pagination: JsonObject): Resume {
  const { resume } = pagination;
  const find = resume === undefined ? undefined : compileTemplate(resume, 'pagination.resume');
  const shape = stepShape(pagination);
  return {
    argument: typeof resume === 'string' ? ARGUMENT.exec(resume)?.[1] : undefined,
    async start(scope, { context: { seal } }) {
      const given = await find?.({ args: scope.args, work: scope.work });
      if (given === undefined || given === null || given === '') return undefined;
      const sealed = typeof given === 'string' ? await seal?.open(given) : undefined;
      if (isStep(sealed)) return sealed;
      const step = typeof given === 'string' ? tryParseJson(given) : given;
      if (isStepOf(step, shape)) return step;
      throw new ToolError(
        'The page to continue with is not a value that an earlier result of this tool gave. Call without it to begin with the first page.',
      );
    },
    async offer(step, { mask, context: { seal } }) {
      const plain = mask.value(plainOf(step));
      if (isStepOf(plain, shape)) return plain;
      return isStep(plain) ? seal?.close(plain) : undefined;
    },
  };
}

/** Numbers that keep their text become texts: another JSON parser would round them. */
function plainOf(value: unknown): unknown {
  if (isRawJSON(value)) return value.rawJSON;
  if (Array.isArray(value)) return value.map(plainOf);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainOf(item)]));
}
