export { Access, AccessDenied, type Credentials, type Principal } from './access.ts';
export { readStatements, type Statement } from './statements.ts';
