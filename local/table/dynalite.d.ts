/** The part of dynalite that the local stack uses; the package has no types of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface DynaliteOptions {
    /** Directory of the LevelDB store; in memory when absent. */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  // biome-ignore lint/style/noDefaultExport: the package has one
  export default function dynalite(options: DynaliteOptions): Server;
}
