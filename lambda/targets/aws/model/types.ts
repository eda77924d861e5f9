/** A shape of an API's model, as far as requests need it. AWS: smithy.io/2.0/aws/protocols; the form is that of AWS's SDKs. */
export interface Shape {
  /** The name of a shared shape, whose members count beside the own ones. */
  readonly shape?: string;
  /** @default 'string' */
  readonly type?: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, Shape>>;
  /** The items of a list. */
  readonly member?: Shape;
  /** The values of a map. */
  readonly value?: Shape;
  /** Where a member of an input goes; without it, into the body. */
  readonly location?: string;
  /** The name on the wire; default: the member's own. */
  readonly locationName?: string;
  /** The member of an input that is the whole body. */
  readonly payload?: string;
  readonly timestampFormat?: string;
  /** A member that a client fills in with a UUID. */
  readonly idempotencyToken?: boolean;
}

/** How an operation's pages follow each other. */
export interface Pages {
  /** Members of the input that take the tokens, and the places in the output that give them. */
  readonly tokens: readonly (readonly [input: string, output: string])[];
  /** The place in the output that is true where there is a further page. */
  readonly more?: string;
  /** The place of a page's items in the output. */
  readonly items?: string;
}

/** An operation of a service. */
export interface Operation {
  /** @default 'POST' */
  readonly method?: string;
  /** @default '/' */
  readonly path?: string;
  readonly input?: Shape;
  /** Comes before the service's host name. */
  readonly hostPrefix?: string;
  readonly pages?: Pages;
  /** Why no tool can call it. */
  readonly refused?: string;
}

/** The names of a service, and its protocol. */
export interface ServiceName {
  /** In lower case, without separators; the first one is that of the command line. */
  readonly names: readonly string[];
  readonly protocol: string;
}

/** A service whose protocol tools can speak. */
export interface Service {
  readonly protocol: 'json' | 'rest-json';
  /** The version of a JSON protocol: `1.0` or `1.1`. */
  readonly jsonVersion?: string;
  readonly targetPrefix?: string;
  readonly endpointPrefix: string;
  /** @default the endpoint prefix */
  readonly signingName?: string;
  /** Whether the service has one endpoint for all Regions. */
  readonly global?: boolean;
  /** The only Region of the partition `aws` that has the service. */
  readonly home?: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}
