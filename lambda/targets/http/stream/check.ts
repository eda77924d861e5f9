import type { Fault } from '../../../fault.ts';
import type { Json, JsonObject } from '../../../json.ts';

/** Whether a stream has rows. */
export function isOfRows(stream: Json | undefined): boolean {
  return stream === 'ndjson' || stream === 'json' || stream === 'sse';
}

/** A stream has rows, unless it is text; `stream: pages` needs a way to the next page. */
export function checkStream({ stream = 'none', pagination, method, ...keys }: JsonObject): Fault[] {
  const faults: Fault[] = [];
  const paged = pagination !== undefined;
  if (stream === 'pages' && !paged) {
    faults.push({ path: ['stream'], message: 'needs `pagination`, which finds the next page' });
  }
  if (paged && stream !== 'pages' && stream !== 'none') {
    faults.push({ path: ['stream'], message: 'must be `pages` or `none` with `pagination`' });
  }
  for (const key of ['row', 'maxRows', 'until']) {
    if (keys[key] === undefined || paged || isOfRows(stream)) continue;
    faults.push({ path: [key], message: 'needs rows: `stream: ndjson`, `json` or `sse`, or `pagination`' });
  }
  if (method === 'HEAD' && (stream !== 'none' || paged)) {
    faults.push({ path: ['method'], message: 'HEAD has no body to stream' });
  }
  return faults;
}
