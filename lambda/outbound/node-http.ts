/**
 * `node:http` as a plain object. An ES module import copies all its exports, and one of them is a getter that loads a whole
 * second HTTP client: about 20 ms of a cold start. `bench/cold` shows the difference.
 */
export const { Agent: HttpAgent, request: httpRequest, STATUS_CODES } = process.getBuiltinModule('node:http');
