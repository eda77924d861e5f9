/** The AWS services that the checks before a deployment read. */
export { type AwsClients, openClients } from './clients.ts';
export { isNamed, Unread } from './errors.ts';
export { allPages } from './pages.ts';
