/** The reader of the catalogue: what a function instance keeps in memory, and when it reads the table. */

export { createCatalogReader, type ReaderOptions } from './reader.ts';
