import type { TargetTypes } from '../../lambda/catalog/publish/index.ts';

/** The command line's surroundings. */
export interface CliContext {
  /** Takes one or more lines for the result, without the last line break. */
  readonly stdout: (text: string) => void;
  /** Takes one or more lines for people, without the last line break. */
  readonly stderr: (text: string) => void;
  /** Replaces the last line of the terminal, with nothing to remove it; `undefined` where there is no terminal. */
  readonly drawOver?: ((text: string) => void) | undefined;
  /** Where the command was started. */
  readonly directory: string;
  /**
   * The directory that `-f` is relative to: npm starts commands in the root of the package, wherever the user stands.
   *
   * @default `directory`
   */
  readonly userDirectory?: string;
  readonly fetch: typeof fetch;
  /**
   * Environment variables, such as `SPILLWAY_KEY`.
   *
   * @default none
   */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /**
   * Where the user's logins are.
   *
   * @default `spillway` in the user's directory of configuration
   */
  readonly configDirectory?: string;
  /** Opens a page in the user's browser; resolves to `false` where there is none. */
  readonly openBrowser?: ((url: string) => Promise<boolean>) | undefined;
  /** Whether a person watches what `stdout` takes. @default false */
  readonly isWatched?: boolean | undefined;
  /**
   * Asks the user a question and returns the answer, or `undefined` when the user ends the input; `undefined` where there is no
   * terminal.
   */
  readonly ask?: ((question: string) => Promise<string | undefined>) | undefined;
  /** The standard input, up to its end. */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  /**
   * Has Ctrl-C abort this signal, with `Interrupted` as its reason, instead of ending the process.
   *
   * @default a signal that nothing aborts
   */
  readonly interruption?: (() => AbortSignal) | undefined;
  /**
   * Has every signal that ends a process abort this signal, for a command that runs until then.
   *
   * @default a signal that nothing aborts
   */
  readonly stopped?: (() => AbortSignal) | undefined;
  /** The clock, epoch milliseconds. @default the system's */
  readonly now?: () => number;
  /** The kinds of target that documents may name. */
  readonly targets: TargetTypes;
}

/** Ends a command with a message and no stack trace; exit code 1. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/** Ends a command that the user interrupted, without a message; exit code 130, as shells report it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** A usage error; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
