/** What tools may reach in the account: the names that functions use, and the statements of their roles. */
export { ToolAccess } from './tool-access.ts';
