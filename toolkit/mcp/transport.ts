/** What both SDKs ask of a transport, and connect a server to. */
export interface Transport {
  start(): Promise<void>;
  send(message: unknown, options?: { readonly relatedRequestId?: string | number | undefined }): Promise<void>;
  close(): Promise<void>;
  onmessage?: ((message: unknown) => void) | undefined;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
}

/** A JSON-RPC message that the server sent, and the request of ours that it belongs to, where the server says so. */
export type Receive = (
  message: Readonly<Record<string, unknown>>,
  relatedRequestId: string | number | undefined,
) => Promise<void>;

/** A transport inside this process. */
export class InProcessTransport implements Transport {
  onmessage?: (message: unknown) => void;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  readonly #receive: Receive;

  constructor(receive: Receive) {
    this.#receive = receive;
  }

  async start(): Promise<void> {}

  /** The server speaks; it may wait until it was heard. */
  send(message: unknown, options: { readonly relatedRequestId?: string | number | undefined } = {}): Promise<void> {
    return this.#receive(message as Readonly<Record<string, unknown>>, options.relatedRequestId);
  }

  async close(): Promise<void> {
    this.onclose?.();
  }

  /** Speaks to the server. */
  deliver(message: object): void {
    this.onmessage?.({ jsonrpc: '2.0', ...message });
  }
}
