/** Emulates Lambda's Invoke API: synchronous, asynchronous and streamed invocations. */
export { EventQueue } from './event-queue.ts';
export { invokeComplete, payloadChunk } from './eventstream.ts';
export { answerInvocation, type InvocationRequest, readInvocation } from './invoke.ts';
