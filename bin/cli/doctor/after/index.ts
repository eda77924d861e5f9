/** The checks of a running stage. */
import type { CheckGroup } from '../run.ts';
import { builtInServer } from './built-in-server.ts';
import { challenge } from './challenge.ts';
import type { AfterContext } from './context.ts';
import { clock, endpoint } from './endpoint.ts';
import { methodNotAllowed, unknownPath } from './fixed-responses.ts';
import { largeBody } from './large-body.ts';
import { notificationEnd } from './notification-end.ts';
import { callStream, listDirect, rewrites, subscription } from './paths.ts';
import { publishVisible } from './publish-visible.ts';
import { rowArrival } from './row-arrival.ts';
import { stageFile } from './stage-file.ts';
import { targetHealth } from './target-health.ts';

export { type AfterContext, Site, type StageFacts } from './context.ts';

/** In the order in which they run: each may rely on what those before it found. */
export const AFTER_GROUPS: readonly CheckGroup<AfterContext>[] = [
  { title: 'Stage', checks: [stageFile, endpoint, clock, targetHealth] },
  { title: 'Responses without a server', checks: [methodNotAllowed, unknownPath, challenge] },
  { title: 'Paths', checks: [builtInServer, listDirect, callStream, rewrites, subscription, largeBody] },
  { title: 'Streaming', checks: [rowArrival, notificationEnd] },
  { title: 'Publishing', checks: [publishVisible] },
];
