/** The private REST API through which responses stream. */
export { PrivateApi, type PrivateApiProps } from './private-api.ts';
