/** Emulates IAM: the policies of the functions' roles, and the decision whether they allow a request. */
export { Access, AccessDenied, type AccessKey, type Credentials, type Principal, UnknownAccessKey } from './access.ts';
export { readStatements, type Statement } from './statements.ts';
