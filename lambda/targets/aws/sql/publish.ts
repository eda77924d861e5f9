/** SQL at publish: its placeholders, and the requests that run it. Functions do not bundle it. */
export { checkSql, foreignSql } from './check.ts';
export { compileSql } from './compile.ts';
