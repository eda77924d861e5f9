/** Makes the table of AWS's services from the API models that the package `aws-sdk` carries. */
export { makeTable, writeTable } from './write-table.ts';
