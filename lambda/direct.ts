/** The function behind the load balancer's lambda target: its responses are buffered, and no API Gateway fee applies. */
import { createApp } from './app.ts';
import {
  type AlbEvent,
  type AlbResult,
  fromAlb,
  type LambdaContext,
  toAlb,
  wantsMultiValueHeaders,
} from './edge/index.ts';
import { readSettings } from './settings.ts';

const httpHandler = createApp(readSettings(process.env));

export async function handler(event: AlbEvent, context: LambdaContext): Promise<AlbResult> {
  return toAlb(await httpHandler(fromAlb(event, context)), wantsMultiValueHeaders(event));
}
