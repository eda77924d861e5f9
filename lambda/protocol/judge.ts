import type { RpcContext } from './context.ts';
import { completion, prompts, resources } from './features.ts';
import { RpcError, type RpcMessage } from './rpc/index.ts';
import { findCall } from './tools/index.ts';

/**
 * Judges whether the caller may do what a message asks, and does nothing of it. A message that is invalid, or names a document that
 * does not exist for the caller, needs the scopes of the server alone.
 *
 * @throws InsufficientScope with everything that the operation needs
 */
export async function judge(message: RpcMessage, context: RpcContext): Promise<void> {
  try {
    await find(message, context);
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
  }
  context.access.assertServerScopes();
}

async function find({ method, params }: RpcMessage, context: RpcContext): Promise<void> {
  switch (method) {
    case 'tools/call':
      await findCall(params, context);
      return;
    case 'prompts/get':
      await (await prompts()).findPrompt(params, context);
      return;
    case 'resources/read':
      await (await resources()).findResource(params, context);
      return;
    case 'completion/complete':
      await (await completion()).findReference(params.ref, context);
      return;
  }
}
