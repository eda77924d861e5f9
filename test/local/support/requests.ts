import { Readable } from 'node:stream';
import type { AlbRequest } from '../../../local/alb/index.ts';
import type { HeaderLine } from '../../../local/http.ts';

/** A request as the load balancer reads it, `GET /` by default. */
export function request(changes: Partial<Omit<AlbRequest, 'body'>> = {}): AlbRequest {
  const headers: readonly HeaderLine[] = [['Host', 'mcp.example.com']];
  const disconnected = new AbortController().signal;
  const usual = { method: 'GET', path: '/', query: '', headers, sourceIp: '127.0.0.1', body: Readable.from([]) };
  return { ...usual, disconnected, ...changes };
}
