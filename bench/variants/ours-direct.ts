import { type AppOptions, createApp } from '../../lambda/app.ts';
import { type AlbEvent, fromAlb, type LambdaContext, toAlb, wantsMultiValueHeaders } from '../../lambda/edge/index.ts';
import type { FunctionSettings } from '../../lambda/settings.ts';

/** The same app as `lambda/direct.ts`, including the JSON text that the Lambda runtime makes of its result. */
export function createOursDirect(settings: FunctionSettings, options: AppOptions = {}) {
  const handler = createApp(settings, options);
  return async (event: AlbEvent, context: LambdaContext): Promise<string> => {
    const document = toAlb(await handler(fromAlb(event, context)), wantsMultiValueHeaders(event));
    return JSON.stringify(document);
  };
}
