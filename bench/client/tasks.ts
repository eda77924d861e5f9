import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ToolArguments } from './ways/index.ts';

/** What a process measures; `memory` only as the first task of its process. */
export type Task =
  | { readonly kind: 'first parts'; readonly url: string }
  | { readonly kind: 'many parts'; readonly url: string }
  | { readonly kind: 'memory'; readonly url: string }
  | { readonly kind: 'round trips'; readonly url: string; readonly tool: string; readonly args: ToolArguments };

/** Milliseconds from the call to its first part: the median of 100 calls. */
export interface FirstParts {
  readonly p50: number;
}

/** Processor time of the whole process for one call with many parts. */
export interface ManyParts {
  readonly cpuMs: number;
}

/** Resident memory at its peak during the first call with many parts, above what was resident before it. */
export interface Memory {
  readonly peakBytes: number;
}

/** HTTP requests of connecting and one call, the first and the second time in a process. */
export interface RoundTrips {
  readonly first: number;
  readonly second: number;
}

interface Outcomes {
  readonly 'first parts': FirstParts;
  readonly 'many parts': ManyParts;
  readonly memory: Memory;
  readonly 'round trips': RoundTrips;
}

/** A process that measures one way to call tools. */
export interface Measuring {
  readonly name: string;
  perform<K extends Task['kind']>(task: Task & { readonly kind: K }): Promise<Outcomes[K]>;
  stop(): void;
}

/**
 * Starts a process of its own.
 *
 * @param path of the bundle of `inside.ts`
 * @param name of the way
 */
export async function startMeasuring(path: string, name: string): Promise<Measuring> {
  const child = fork(path, [name], { execArgv: ['--expose-gc'], env: { PATH: process.env.PATH } });
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${name}: exit code ${code}`)));
  // It is reported where a measurement waits for it.
  failed.catch(() => {});
  const received = async (): Promise<unknown> => (await Promise.race([once(child, 'message'), failed]))[0];
  await received();
  return {
    name,
    perform: async (task) => {
      const outcome = received();
      child.send(task);
      return (await outcome) as Outcomes[typeof task.kind];
    },
    stop: () => {
      child.kill();
    },
  };
}
