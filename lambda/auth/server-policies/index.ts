/** Reads the policies of servers and decides by them. */
export { createPolicyReader } from './reader.ts';
