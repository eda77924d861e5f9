/** A service that the catalogue's tools call. */
export interface ServiceSpec {
  readonly name: string;
  /** Path of the program, TypeScript or JavaScript. */
  readonly program: string;
  readonly directory: string;
  /** 0: a free one. */
  readonly port: number;
  /** The variable of a server, as `server.name`, that has the service's address as its value. */
  readonly variable?: string | undefined;
  /** URL path that responds with 2xx once the service is ready. */
  readonly ready: string;
  /** The `local.yaml` that declares it, for messages. */
  readonly file: string;
}
