import { isJsonObject, type Json, type JsonObject } from '../../json.ts';
import type { RpcContext } from '../context.ts';
import { assertGood, boundedText, type Operation } from '../operation/index.ts';
import { InvalidParams } from '../rpc/index.ts';
import type { PreparedPrompt } from './prepared-prompt.ts';

/**
 * Reads the parameters of a `prompts/get`. A prompt that is hidden from the caller is reported as unknown.
 *
 * @throws InvalidParams for parameters of the wrong shape, an unknown prompt, a missing required argument, or arguments that are not
 * permitted; InsufficientScope for a prompt that the caller is offered
 */
export async function findPrompt(params: JsonObject, context: RpcContext): Promise<Operation> {
  const { name } = params;
  if (typeof name !== 'string') throw new InvalidParams('params.name must be a string');
  const { catalog, view, access, request } = context;
  const found = catalog.prompt(view, name, access);
  const prompt = found instanceof Promise ? await found : found;
  if (prompt === undefined || !access.mayUse('prompts', name, prompt.scopes)) {
    throw new InvalidParams(`Unknown prompt: ${name}`);
  }
  const args = readArguments(params.arguments, prompt);
  if (!access.permits('prompts', name, prompt.scopes, args)) {
    throw new InvalidParams(`Prompt ${name} is not permitted with these arguments`);
  }
  const label = `prompt ${name}`;
  const { limits, resultBytes } = prompt;
  return {
    method: 'prompts/get',
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
