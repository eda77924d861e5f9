import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import { mayUse } from '../access.ts';
import type { RpcContext } from '../context.ts';
import { assertGood, boundedText, type Operation } from '../operation/index.ts';
import { InvalidParams } from '../rpc/index.ts';
import type { PreparedPrompt } from './prepared-prompt.ts';

/**
 * Reads the parameters of a `prompts/get`. A prompt that the caller may not use is reported as unknown.
 *
 * @throws InvalidParams for parameters of the wrong shape, an unknown prompt, or a missing required argument
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
    // Only tools have partial results.
    attempt: (_answers, call) => prompt.run(args, call.partials ? { ...call, partials: false } : call),
    resultText(result) {
      assertGood(result, label);
      return boundedText(prompt.write(result), { label, resultBytes, request });
    },
  };
}

/**
 * Reads the arguments that the prompt declares; a target never receives any others.
 *
 * @throws InvalidParams with the names of all missing arguments. spec: server/prompts#error-handling
 */
function readArguments(given: Json | undefined, { name, completers, required }: PreparedPrompt): JsonObject {
  if (given !== undefined && !isJsonObject(given)) throw new InvalidParams('params.arguments must be an object');
  const sent = given ?? {};
  const names = [...completers.keys()].filter((key) => Object.hasOwn(sent, key));
  const wrong = names.filter((key) => typeof sent[key] !== 'string');
  if (wrong.length > 0) throw new InvalidParams(`Arguments of prompt ${name} must be strings: ${wrong.join(', ')}`);
  const missing = required.filter((key) => !names.includes(key));
  if (missing.length > 0) {
    throw new InvalidParams(`Missing required arguments of prompt ${name}: ${missing.join(', ')}`);
  }
  return Object.fromEntries(names.map((key) => [key, sent[key]]));
}
