/** Types for the part of dynalite that the local stack uses; the package has none. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Directory of the LevelDB store. @default in memory */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  // biome-ignore lint/style/noDefaultExport: the package exports its function as default
  export default function dynalite(options: DynaliteOptions): Server;
}
