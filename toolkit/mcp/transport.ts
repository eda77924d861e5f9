/** The transport interface of both SDKs. */
export interface Transport {
  start(): Promise<void>;
  send(message: unknown, options?: { readonly relatedRequestId?: string | number | undefined }): Promise<void>;
  close(): Promise<void>;
  onmessage?: ((message: unknown) => void) | undefined;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
}

/** Receives a JSON-RPC message of the server, with the id of our related request if the server gives it. */
export type Receive = (
  message: Readonly<Record<string, unknown>>,
  relatedRequestId: string | number | undefined,
) => Promise<void>;

/** A transport within this process. */
export class InProcessTransport implements Transport {
  onmessage?: (message: unknown) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly #receive: Receive;

  constructor(receive: Receive) {
    this.#receive = receive;
  }

  async start(): Promise<void> {}

  /** Called by the server; resolves when the message was received. */
  send(message: unknown, options: { readonly relatedRequestId?: string | number | undefined } = {}): Promise<void> {
    return this.#receive(message as Readonly<Record<string, unknown>>, options.relatedRequestId);
  }

  async close(): Promise<void> {
    this.onclose?.();
  }

  /** Sends a message to the server. */
  deliver(message: object): void {
    this.onmessage?.({ jsonrpc: '2.0', ...message });
  }
}
