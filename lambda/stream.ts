/** The function behind the private API: API Gateway streams its response to the client. */
import { createApp } from './app.ts';
import { createStreamingHandler } from './edge/index.ts';
import { readSettings } from './settings.ts';

const settings = readSettings(process.env);

export const handler = createStreamingHandler(createApp(settings), settings.streaming);
