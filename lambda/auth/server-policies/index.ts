/** Reads the policies of servers and decides by them. */
export { createPolicyReader, type PolicyReader } from './reader.ts';
