import type { JsonObject } from '../../json.ts';
import type { InputRequiredPart } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import { missingCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import {
  type Answers,
  type Awaited,
  type EraCodec,
  labelOf,
  NO_ANSWERS,
  type Operation,
  type Posed,
} from '../operation/index.ts';
import { encodingFor } from '../response/index.ts';
import { type RequestId, responseHead } from '../rpc/index.ts';
import { type Fitter, fitterFor } from './fitter.ts';
import { openQuestions } from './open-questions.ts';
import { sessionCapabilities } from './session.ts';

/** The codec of these revisions: results have no envelope, and the stream of the call carries questions. */
export class Codec2025 implements EraCodec {
  readonly id: RequestId;
  /** Empty without a session, so that no question is possible; otherwise unknown, and read from the session when there is one. */
  readonly capabilities: JsonObject | undefined;
  // spec: 2025-11-25 server/utilities/logging: the server chooses the level until the client sets one, and no state
  // keeps a level.
  readonly logLevel = 'info';
  readonly questions: Awaited;

  readonly #fitter: Fitter;

  /** @param revision one of these revisions */
  constructor(id: RequestId, revision: string, context: RpcContext) {
    const { request } = context;
    this.id = id;
    this.#fitter = fitterFor(revision);
    const mayAsk = request.headers['mcp-session-id'] !== undefined && encodingFor(request).isStream;
    this.capabilities = mayAsk ? undefined : {};
    this.questions = { kind: 'awaited', pose: (part, operation, until) => this.#pose(part, operation, until, context) };
  }

  get fitPart(): Fitter['part'] {
    return this.#fitter.part;
  }

  result(text: string): string {
    return `${responseHead(this.id)}${this.#fitter.result(text)}}`;
  }

  #pose(part: InputRequiredPart, operation: Operation, until: number, context: RpcContext): Promise<Posed> {
    return pose(this.#fitter.questions(part), operation, until, context);
  }

  task(): string {
    throw new Error('a task for a client that does not support tasks');
  }

  answers(): Answers {
    return NO_ANSWERS;
  }
}

async function pose(part: InputRequiredPart, operation: Operation, until: number, context: RpcContext): Promise<Posed> {
  const asked = Object.values(part.inputRequests)
    .map(({ method }) => method)
    .join(', ');
  if (!encodingFor(context.request).isStream) {
    throw new ToolError(
      `To answer, ${labelOf(operation)} needs input from the client (${asked}), which requires a streamed response: accept text/event-stream, and ` +
        'send the request on its own, not in a batch.',
    );
  }
  const missing = missingCapabilities(part.inputRequests, await sessionCapabilities(context));
  if (missing !== undefined) {
    throw new ToolError(
      `To answer, ${labelOf(operation)} needs input from the client (${asked}), but the client did not declare in initialize that it supports this ` +
        `(${Object.keys(missing).join(', ')}), or its Mcp-Session-Id is missing or expired: initialize again.`,
    );
  }
  return openQuestions(part, until, context);
}
