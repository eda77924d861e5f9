import { isJsonObject, type JsonObject } from '../../../lambda/mcp/index.ts';
import { objectIn } from '../../json.ts';
import { linkedController } from '../runtime.ts';

const MAX_QUESTIONS = 100;
const INTERNAL_ERROR = -32603;

/** The client did not answer a question. */
export class QuestionFailed extends Error {
  override readonly name = 'QuestionFailed';
  /** The error for the request that led to the question. */
  readonly rpcError: JsonObject;

  constructor(rpcError: JsonObject) {
    super(String(rpcError.message));
    this.rpcError = rpcError;
  }
}

/** Passes the questions of a result `input_required` to a client as requests, as in older revisions. */
export class Questions {
  readonly #deliver: (message: JsonObject) => void;
  readonly #open = new Map<string, (response: JsonObject) => void>();
  #count = 0;

  constructor(deliver: (message: JsonObject) => void) {
    this.#deliver = deliver;
  }

  /**
   * Asks the client.
   *
   * @returns the answers, by key
   * @throws QuestionFailed
   * @throws the signal's reason, when it aborts
   */
  async ask(inputRequests: JsonObject, signal: AbortSignal): Promise<JsonObject> {
    const questions = Object.entries(inputRequests);
    if (questions.length > MAX_QUESTIONS) {
      const message = `The server asked ${questions.length} questions at once; at most ${MAX_QUESTIONS} are allowed`;
      throw new QuestionFailed({ code: INTERNAL_ERROR, message });
    }
    signal.throwIfAborted();
    const [controller, unlink] = linkedController([signal]);
    const answers = questions.map(
      async ([key, question]) => [key, await this.#askOne(key, question, controller.signal)] as const,
    );
    try {
      return Object.fromEntries(await Promise.all(answers));
    } catch (error) {
      // The user need not answer the others.
      controller.abort(error);
      throw error;
    } finally {
      unlink();
    }
  }

  /** Takes a response of the client. */
  answer(response: JsonObject): void {
    this.#open.get(String(response.id))?.(response);
  }

  async #askOne(key: string, question: unknown, signal: AbortSignal): Promise<JsonObject> {
    const { method, params } = objectIn(question);
    if (typeof method !== 'string') {
      throw new QuestionFailed({ code: INTERNAL_ERROR, message: `The server's question "${key}" has no method` });
    }
    const { result, error } = await this.#request(method, params, signal);
    if (isJsonObject(result)) return result;
    const { code, message } = isJsonObject(error) ? error : { code: INTERNAL_ERROR, message: 'no answer' };
    throw new QuestionFailed({
      code,
      message: `The client did not answer the question "${key}" (${method}): ${message}`,
    });
  }

  async #request(method: string, params: JsonObject['params'], signal: AbortSignal): Promise<JsonObject> {
    this.#count += 1;
    const id = `question-${this.#count}`;
    let cancel: (() => void) | undefined;
    try {
      return await new Promise<JsonObject>((resolve, reject) => {
        cancel = () => {
          this.#deliver({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
          reject(signal.reason);
        };
        signal.addEventListener('abort', cancel, { once: true });
        this.#open.set(id, resolve);
        this.#deliver({ jsonrpc: '2.0', id, method, ...(params !== undefined && { params }) });
      });
    } finally {
      this.#open.delete(id);
      if (cancel !== undefined) signal.removeEventListener('abort', cancel);
    }
  }
}
