import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Connect } from './connect.ts';
import { connectSdk1 } from './sdk1.ts';

/** SDK v1 on its own transport. */
export const connect: Connect = (url, fetch) => connectSdk1(new StreamableHTTPClientTransport(new URL(url), { fetch }));
