/** Reads `local.yaml` of a catalogue directory: the services, tables and secrets that its tools need. */
export { LOCAL_FILE, readLocalFiles, type TableSpec } from './read.ts';
export type { AttributeEntry, KeyEntry } from './schema.ts';
