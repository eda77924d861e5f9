import type { ToolResult } from '../../../../lambda/content/blocks.ts';
import type { JsonObject } from '../../../../lambda/json.ts';
import { prepareLambda } from '../../../../lambda/targets/lambda/index.ts';
import { isParts, type Part } from '../../../../lambda/targets/parts.ts';
import type { CallContext, TargetTool } from '../../../../lambda/targets/types.ts';
import { callContext, environment, partsOf, toolOf } from '../support.ts';
import { type FakeFunction, type FakeLambdaApi, startLambdaApi } from './lambda-api.ts';

/** The functions only read, so that a call may be repeated. */
const READS = { annotations: { readOnlyHint: true } };

/** A stage that lists the functions, and the Lambda that has them. */
export interface Stage {
  readonly api: FakeLambdaApi;
  /** Every part of one call, each as it came: what came together is one item. */
  batches(target: JsonObject, call?: Call): AsyncGenerator<readonly Part[]>;
  /** Every part of one call, and what ended it if something did. */
  call(target: JsonObject, call?: Call): Promise<{ parts: Part[]; result?: ToolResult; failure?: string }>;
}

interface Call {
  readonly args?: JsonObject;
  readonly context?: CallContext;
  readonly tool?: Partial<TargetTool>;
}

/** Starts a Lambda with these functions. The SDK finds it where the local stack puts it: in the environment. */
export async function startStage(functions: Readonly<Record<string, FakeFunction>>): Promise<Stage> {
  const api = await startLambdaApi(functions);
  Object.assign(process.env, awsEnvironment(api.endpoint));
  const listed = ['missing', ...Object.keys(functions)];
  const stage = environment({ aws: { ...environment().aws, functions: Object.fromEntries(listed.map(listing)) } });
  const run = (target: JsonObject, { args = {}, context = callContext(), tool = {} }: Call) =>
    prepareLambda(toolOf({ type: 'lambda', ...target }, { ...READS, ...tool }), stage)(args, context);
  return {
    api,
    async *batches(target, call = {}) {
      const outcome = run(target, call);
      if (!isParts(outcome)) throw new Error('the lambda target answers parts');
      for await (const given of outcome) yield Array.isArray(given) ? given : [given];
    },
    async call(target, call = {}) {
      const parts: Part[] = [];
      try {
        for await (const part of partsOf(run(target, call))) {
          if (part.type === 'result') return { parts, result: part.result };
          parts.push(part);
        }
        return { parts };
      } catch (error) {
        expect(error).toMatchObject({ name: 'ToolError' });
        return { parts, failure: (error as Error).message };
      }
    },
  };
}

/** What a process needs to find a Lambda on loopback. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_LAMBDA: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

/** An entry of the stage's list of functions. */
export function listing(name: string): [string, string] {
  return [name, `arn:aws:lambda:eu-west-1:123456789012:function:${name}`];
}

/** The text of a result or partial result. */
export function textOf(said: { readonly content: ToolResult['content'] } | undefined): string {
  return (said?.content ?? []).map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('|');
}

/** Lines as a function writes them. */
export function lines(...values: unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
