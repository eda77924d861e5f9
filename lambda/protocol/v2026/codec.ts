import type { JsonObject } from '../../json.ts';
import { loadedOnce } from '../../loaded-once.ts';
import type { InputRequiredPart } from '../../targets/index.ts';
import { missingCapabilities, readCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import {
  type Answers,
  type CachingHints,
  type EraCodec,
  NO_ANSWERS,
  type Operation,
  type Retried,
} from '../operation/index.ts';
import { MissingClientCapability, type RequestId, responseHead } from '../rpc/index.ts';
import { resultEnd, resultTail } from './result.ts';

/** Loads with the first question or answer. */
const requestStates = loadedOnce(() => import('./request-state.ts'));

/** The codec of 2026-07-28: results carry their type and the server's info. Questions are results too, and the client retries. */
export class Codec2026 implements EraCodec {
  readonly id: RequestId;
  readonly capabilities: JsonObject | undefined;
  // spec: server/utilities/logging: only for requests that set a level
  readonly logLevel = undefined;
  readonly #params: JsonObject;
  readonly #context: RpcContext;

  constructor(id: RequestId, params: JsonObject, context: RpcContext) {
    this.id = id;
    this.capabilities = readCapabilities(params);
    this.#params = params;
    this.#context = context;
  }

  result(text: string, hints?: CachingHints): string {
    const caching = hints === undefined ? '' : cachingHints(hints, this.#params);
    return responseHead(this.id) + resultEnd(text, caching, this.#context.view);
  }

  task(text: string): string {
    return responseHead(this.id) + text.slice(0, -1) + resultTail(this.#context.view, 'task');
  }

  answers(operation: Operation): Answers | Promise<Answers> {
    const { requestState, inputResponses } = this.#params;
    if (requestState === undefined && inputResponses === undefined) return NO_ANSWERS;
    return Promise.resolve(requestStates()).then(({ readAnswers }) =>
      readAnswers(this.#params, operation, this.#context),
    );
  }

  get questions(): Retried {
    return { kind: 'retried', ask: (part, answers, operation) => this.#ask(part, answers, operation) };
  }

  // spec: basic/patterns/mrtr: a server must not ask for input that the client did not declare support for.
  async #ask(part: InputRequiredPart, answers: Answers, operation: Operation): Promise<string> {
    const { inputRequests } = part;
    const missing = missingCapabilities(inputRequests, this.capabilities);
    if (missing !== undefined) throw new MissingClientCapability(missing);
    const { broughtIn, writeState } = await requestStates();
    const requestState = await writeState(part, broughtIn(answers), operation, this.#context);
    const result = JSON.stringify({ inputRequests, requestState });
    return responseHead(this.id) + result.slice(0, -1) + resultTail(this.#context.view, 'input_required');
  }
}

// spec: server/utilities/caching: a result that depends on answers must not be cached.
function cachingHints({ ttlMs, cacheScope }: CachingHints, { inputResponses, requestState }: JsonObject): string {
  if (inputResponses !== undefined || requestState !== undefined) return ',"ttlMs":0,"cacheScope":"private"';
  return `,"ttlMs":${ttlMs},"cacheScope":"${cacheScope}"`;
}
