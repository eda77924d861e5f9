/** The private REST API through which responses stream. */
export { PrivateApi } from './private-api.ts';
