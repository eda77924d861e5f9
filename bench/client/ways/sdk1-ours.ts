import { SpillwayTransport } from '../../../client/transport/index.ts';
import type { Connect } from './connect.ts';
import { connectSdk1 } from './sdk1.ts';

/** SDK v1 on our transport. */
export const connect: Connect = (url, fetch) => connectSdk1(new SpillwayTransport({ url, fetch }));
