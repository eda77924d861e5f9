import type { JsonObject } from '../../json.ts';
import type { InputRequiredPart } from '../../targets/parts.ts';
import { ToolError } from '../../tool-error.ts';
import { missingCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import type { Awaited, EraCodec, Posed } from '../operation/index.ts';
import { type Answers, NO_ANSWERS, type Operation } from '../operation/index.ts';
import type { RequestId } from '../rpc/index.ts';
import { responseHead } from '../rpc/index.ts';
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
    throw new Error('a task for a client that does not support tasks');
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
      `To answer, ${label} needs input from the client (${asked}), which requires a streamed response: send the request on its own, ` +
        'not in a batch, and without the challenge parameter.',
    );
  }
  const missing = missingCapabilities(part.inputRequests, await sessionCapabilities(context));
  if (missing !== undefined) {
    throw new ToolError(
      `To answer, ${label} needs input from the client (${asked}), but the client did not declare in initialize that it supports this ` +
        `(${Object.keys(missing).join(', ')}), or its Mcp-Session-Id is missing or expired: initialize again.`,
    );
  }
  return openQuestions(part, until, context);
}
