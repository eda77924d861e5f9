import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Connect } from './connect.ts';
import { connectSdk2 } from './sdk2.ts';

/** SDK v2 on its own transport. */
export const connect: Connect = (url, fetch) => connectSdk2(new StreamableHTTPClientTransport(new URL(url), { fetch }));
