import type { BeforeContext } from '../before/index.ts';
import type { Probe } from '../probe/index.ts';
import type { DoctorServer } from '../server/index.ts';

/** What doctor knows of a stage before it measures. */
export interface StageFacts {
  readonly name: string;
  /** URL of the endpoint without a trailing slash; `undefined` until CloudFormation is asked for it. */
  readonly endpoint: string | undefined;
  readonly auth: {
    readonly hasAnonymous: boolean;
    readonly hasIssuers: boolean;
  };
  /** `catalog.refreshSeconds` */
  readonly refreshSeconds: number;
  readonly streaming: {
    readonly emptyBody: 'none' | 'newline';
    readonly flush: 'none' | 'filler';
  };
}

/** What the checks of a running stage read. */
export interface AfterContext {
  readonly stage: StageFacts;
  /** The stage's account; `undefined` for the local stack, which has none. */
  readonly account: BeforeContext | undefined;
  /** What checks find for those after them. */
  readonly site: Site;
  readonly server: DoctorServer;
  /** This machine's clock, epoch milliseconds. */
  readonly now: () => number;
  /** Waits, until the user presses Ctrl-C. */
  readonly wait: (ms: number) => Promise<void>;
}

/** The endpoint, as the first checks find it. */
export class Site {
  readonly #probeAt: (endpoint: string) => Probe;
  #endpoint: string | undefined;
  /** How far the endpoint's clock is ahead of this machine's, in milliseconds. */
  skewMs = 0;

  /** @param probeAt makes the probe of an endpoint */
  constructor(probeAt: (endpoint: string) => Probe) {
    this.#probeAt = probeAt;
  }

  /** URL without a trailing slash. */
  get endpoint(): string {
    if (this.#endpoint === undefined) throw new Error('the endpoint is not known yet');
    return this.#endpoint;
  }

  set endpoint(url: string) {
    this.#endpoint = url;
  }

  /** Sends a request to the endpoint, and measures the response. */
  readonly probe: Probe = (request) => this.#probeAt(this.endpoint)(request);
}
