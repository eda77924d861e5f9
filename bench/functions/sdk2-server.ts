import { createSdk2Server } from '../variants/sdk2-server.ts';

export const handler = createSdk2Server();
