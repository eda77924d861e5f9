import type { JsonObject } from '../../json.ts';
import type { InputRequiredPart } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import { missingCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import type { Awaited, EraCodec, Posed } from '../operation/codec.ts';
import { type Answers, NO_ANSWERS, type Operation } from '../operation/operation.ts';
import type { RequestId } from '../rpc/errors.ts';
import { responseHead } from '../rpc/json-rpc.ts';
import { openQuestions } from './open-questions.ts';
import { sessionCapabilities } from './session.ts';

/** Results of these revisions are bare, and questions go out on the stream of the call. */
export class Codec2025 implements EraCodec {
  readonly id: RequestId;
  /** Who shows no session can be asked nothing; what others declared is looked at when they are asked. */
  readonly capabilities: JsonObject | undefined;
  // spec: 2025-11-25 server/utilities/logging: the server decides while no level is set, and nothing here remembers one.
  readonly logLevel = 'info';
  readonly questions: Awaited;

  constructor(id: RequestId, context: RpcContext) {
    const { streams, headers } = context.request;
    this.id = id;
    this.capabilities = streams && headers['mcp-session-id'] !== undefined ? undefined : {};
    this.questions = { kind: 'awaited', pose: (part, operation, until) => pose(part, operation, until, context) };
  }

  result(text: string): string {
    return `${responseHead(this.id)}${text}}`;
  }

  task(): string {
    throw new Error('a task for a client that knows none');
  }

  answers(): Answers {
    return NO_ANSWERS;
  }
}

async function pose(part: InputRequiredPart, { label }: Operation, until: number, context: RpcContext): Promise<Posed> {
  const asked = Object.values(part.inputRequests)
    .map(({ method }) => method)
    .join(', ');
  if (!context.request.streams) {
    throw new ToolError(
      `To answer, ${label} has to ask something (${asked}), which needs an answer that streams: send the request on its own, ` +
        'not in a batch, and without the challenge parameter.',
    );
  }
  const missing = missingCapabilities(part.inputRequests, await sessionCapabilities(context));
  if (missing !== undefined) {
    throw new ToolError(
      `To answer, ${label} has to ask something (${asked}), and the client did not say in initialize that it can be asked ` +
        `(${Object.keys(missing).join(', ')}), or sends no Mcp-Session-Id that is still good: initialize again.`,
    );
  }
  return openQuestions(part, until, context);
}
