/**
 * `node:http`, taken as the plain object that it is. Importing it as an ES module copies all its exports, and one of those is a
 * getter that loads a whole second HTTP client: some 20 ms of a cold start. `bench/cold` shows the difference.
 */
export const { Agent: HttpAgent, request: httpRequest, STATUS_CODES } = process.getBuiltinModule('node:http');
