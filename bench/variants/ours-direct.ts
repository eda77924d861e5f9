import { type AppOptions, createApp } from '../../lambda/app.ts';
import { type AlbEvent, fromAlb, type LambdaContext, toAlb, wantsMultiValueHeaders } from '../../lambda/edge/index.ts';
import type { FunctionSettings } from '../../lambda/settings.ts';

/** What `lambda/direct.ts` does around the same app, and the Lambda runtime after it: the document as JSON text. */
export function createOursDirect(settings: FunctionSettings, options: AppOptions = {}) {
  const handler = createApp(settings, options);
  return async (event: AlbEvent, context: LambdaContext): Promise<string> => {
    const document = toAlb(await handler(fromAlb(event, context)), wantsMultiValueHeaders(event));
    return JSON.stringify(document);
  };
}
