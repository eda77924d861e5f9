import type { ServerView } from '../../catalog/types.ts';
import { META, SUBSCRIPTION_ID } from '../../mcp/index.ts';
import type { RequestId } from '../rpc/index.ts';
import type { Filter } from './filter.ts';

/** Writes the messages of one subscription. */
export class SubscriptionMessages {
  readonly #id: RequestId;

  /** @param id ID of the request that opens the subscription, which is also the subscription's ID */
  constructor(id: RequestId) {
    this.#id = id;
  }

  /** Returns the first message. spec: basic/patterns/subscriptions#acknowledgment */
  acknowledged(notifications: Filter): string {
    return this.notification('notifications/subscriptions/acknowledged', { notifications });
  }

  notification(method: string, params: object = {}): string {
    return JSON.stringify({ jsonrpc: '2.0', method, params: { ...params, _meta: { [SUBSCRIPTION_ID]: this.#id } } });
  }

  /** Returns the response, which is the last message. spec: basic/patterns/subscriptions#graceful-closure */
  ended({ info }: ServerView): string {
    const _meta = { [SUBSCRIPTION_ID]: this.#id, [META.serverInfo]: info };
    return JSON.stringify({ jsonrpc: '2.0', id: this.#id, result: { resultType: 'complete', _meta } });
  }
}
