import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { mayUse } from '../access.ts';
import type { RpcContext } from '../context.ts';
import type { Operation } from '../operation/index.ts';
import { assertGood, boundedText } from '../operation/index.ts';
import { InvalidParams } from '../rpc/index.ts';
import type { PreparedPrompt } from './prepared-prompt.ts';

/**
 * Reads the parameters of a `prompts/get`. A prompt that the caller may not use is as unknown as one that does not exist.
 *
 * @throws InvalidParams when they have the wrong shape, name no such prompt, or leave out a required argument
 */
export async function findPrompt(params: JsonObject, context: RpcContext): Promise<Operation> {
  const { name } = params;
  if (typeof name !== 'string') throw new InvalidParams('params.name must be a string');
  const { catalog, view, principal, request } = context;
  const found = catalog.prompt(view, name);
  const prompt = found instanceof Promise ? await found : found;
  if (prompt === undefined || !mayUse(principal, `prompt:${name}`, prompt)) {
    throw new InvalidParams(`Unknown prompt: ${name}`);
  }
  const args = readArguments(params.arguments, prompt);
  const label = `prompt ${name}`;
  const { limits, resultBytes } = prompt;
  return {
    method: 'prompts/get',
    label,
    subject: { name, arguments: args },
    timeoutMs: limits.timeoutMs,
    resultBytes,
    failures: 'error',
    // Partial results are a tool's.
    attempt: (_answers, call) => prompt.run(args, call.partials ? { ...call, partials: false } : call),
    resultText(result) {
      assertGood(result, label);
      return boundedText(prompt.write(result), { label, resultBytes, request });
    },
  };
}

/**
 * Takes the arguments that the prompt knows; what else a client sends never reaches a target.
 *
 * @throws InvalidParams that names all that are missing. spec: server/prompts#error-handling
 */
function readArguments(given: Json | undefined, { name, completers, required }: PreparedPrompt): JsonObject {
  if (given !== undefined && !isJsonObject(given)) throw new InvalidParams('params.arguments must be an object');
  const said = given ?? {};
  const names = [...completers.keys()].filter((key) => Object.hasOwn(said, key));
  const wrong = names.filter((key) => typeof said[key] !== 'string');
  if (wrong.length > 0) throw new InvalidParams(`Arguments of prompt ${name} must be strings: ${wrong.join(', ')}`);
  const missing = required.filter((key) => !names.includes(key));
  if (missing.length > 0) {
    throw new InvalidParams(`Missing required arguments of prompt ${name}: ${missing.join(', ')}`);
  }
  return Object.fromEntries(names.map((key) => [key, said[key]]));
}
