/** The documents of the catalogue directories: publishes them at the start, and again as they are saved. */
export { countServers, type ServerCounts } from './counts.ts';
export { exampleDirectories, namedDirectories } from './directories.ts';
export { LiveCatalog } from './live-catalog.ts';
export { type CatalogTarget, checkCatalog, publishCatalog } from './publish.ts';
