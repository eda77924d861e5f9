import type { ServerView } from '../../catalog/types.ts';
import { META, SUBSCRIPTION_ID } from '../../mcp/index.ts';
import type { RequestId } from '../rpc/errors.ts';
import type { Filter } from './filter.ts';

/** Writes the messages of one subscription. */
export class Messages {
  readonly #id: RequestId;

  /** @param id of the request that opens the subscription, which is the subscription's own */
  constructor(id: RequestId) {
    this.#id = id;
  }

  /** The first message. spec: basic/patterns/subscriptions#acknowledgment */
  acknowledged(notifications: Filter): string {
    return this.notification('notifications/subscriptions/acknowledged', { notifications });
  }

  notification(method: string, params: object = {}): string {
    return JSON.stringify({ jsonrpc: '2.0', method, params: { ...params, _meta: { [SUBSCRIPTION_ID]: this.#id } } });
  }

  /** The response, which is the last message. spec: basic/patterns/subscriptions#graceful-closure */
  ended({ info }: ServerView): string {
    const _meta = { [SUBSCRIPTION_ID]: this.#id, [META.serverInfo]: info };
    return JSON.stringify({ jsonrpc: '2.0', id: this.#id, result: { resultType: 'complete', _meta } });
  }
}
