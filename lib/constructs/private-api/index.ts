/** The private REST API through which responses stream. */
export { API_STAGE, PrivateApi } from './private-api.ts';
