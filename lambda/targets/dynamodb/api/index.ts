/** DynamoDB's API within one call: the client, the call's deadline, and failures as errors for the agent. */
export type { TableResponse } from './client.ts';
export { openSession, type Session } from './session.ts';
