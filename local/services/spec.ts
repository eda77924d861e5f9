/** A program that a catalogue's tools call, started beside the local stack. */
export interface ServiceSpec {
  readonly name: string;
  /** Path of its program, TypeScript or JavaScript. */
  readonly program: string;
  readonly directory: string;
  readonly port: number;
  /** Path that answers 2xx once it is ready. */
  readonly ready: string;
  /** The file that asks for it, for messages. */
  readonly file: string;
}
