/** The function that keeps subscription streams open. Calls have a function of their own, so streams never take their instances. */
import { createApp } from './app.ts';
import { createStreamingHandler } from './edge/index.ts';
import { readSettings } from './settings.ts';

const settings = readSettings(process.env);

export const handler = createStreamingHandler(
  createApp(settings, { onlyMethod: 'subscriptions/listen' }),
  settings.streaming,
);
