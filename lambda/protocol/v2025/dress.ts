import type { InputRequiredPart } from '../../targets/parts.ts';
import { ToolError } from '../../targets/types.ts';
import { missingCapabilities } from '../client-capabilities.ts';
import type { RpcContext } from '../context.ts';
import type { Awaited, Dress, Posed } from '../dress.ts';
import type { RequestId } from '../errors.ts';
import { responseHead } from '../json-rpc.ts';
import { type Answers, NO_ANSWERS, type Operation } from '../operation.ts';
import { openQuestions } from './open-questions.ts';
import { sessionCapabilities } from './session.ts';

/** Results of these revisions are bare, and questions go out on the stream of the call. */
export class Dress2025 implements Dress {
  readonly id: RequestId;
  readonly capabilities = undefined;
  // spec: 2025-11-25 server/utilities/logging: the server decides while no level is set, and nothing here remembers one.
  readonly logLevel = 'info';
  readonly questions: Awaited;

  constructor(id: RequestId, context: RpcContext) {
    this.id = id;
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
    throw new ToolError(`To answer, ${label} has to ask something (${asked}), which this path cannot carry.`);
  }
  const missing = missingCapabilities(part.inputRequests, await sessionCapabilities(context));
  if (missing !== undefined) {
    throw new ToolError(
      `To answer, ${label} has to ask something (${asked}), and the client did not say in initialize that it can be asked ` +
        `(${Object.keys(missing).join(', ')}), or does not send its Mcp-Session-Id.`,
    );
  }
  return openQuestions(part, until, context);
}
