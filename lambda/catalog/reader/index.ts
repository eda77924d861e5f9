/** The reader of the catalogue: what a function instance keeps in memory, and when it reads the table. */

export { createCatalogReader } from './reader.ts';
