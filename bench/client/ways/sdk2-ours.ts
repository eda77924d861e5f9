import { SpillwayTransport } from '../../../client/transport/index.ts';
import type { Connect } from './connect.ts';
import { connectSdk2 } from './sdk2.ts';

/** SDK v2 on our transport. */
export const connect: Connect = (url, fetch) => connectSdk2(new SpillwayTransport({ url, fetch }));
