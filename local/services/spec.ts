/** A service that the catalogue's tools call. */
export interface ServiceSpec {
  readonly name: string;
  /** Path of the program, TypeScript or JavaScript. */
  readonly program: string;
  readonly directory: string;
  readonly port: number;
  /** URL path that responds with 2xx once the service is ready. */
  readonly ready: string;
  /** The `local.yaml` that declares it, for messages. */
  readonly file: string;
}
