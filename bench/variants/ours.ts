import { type AppOptions, createApp } from '../../lambda/app.ts';
import { fromApiGateway, writeStreamed } from '../../lambda/edge/index.ts';
import type { FunctionSettings } from '../../lambda/settings.ts';
import { withPrelude } from '../support/sink.ts';
import type { Handler } from './handler.ts';

/** The same app as `lambda/stream.ts`, without Lambda's globals. */
export function createOurs(settings: FunctionSettings, options: AppOptions = {}): Handler {
  const httpHandler = createApp(settings, options);
  return async (event, stream, context) => {
    await writeStreamed(stream, await httpHandler(fromApiGateway(event, context)), {
      ...settings.streaming,
      withPrelude,
    });
  };
}
