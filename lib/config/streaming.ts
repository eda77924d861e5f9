import { z } from 'zod';

/** How functions write streamed responses; docs/decisions/0036-hedges-for-streaming.md */
export const streaming = z.strictObject({
  /**
   * What a streamed response without a body has. `none`: the header `Content-Length: 0`. `newline`: one newline as its body, for an
   * account in which doctor saw an empty response hang. Default none.
   */
  emptyBody: z.enum(['none', 'newline']).default('none'),
  /** Whether a small write that readers ignore follows a message that no other follows at once. Default filler. */
  flush: z.enum(['none', 'filler']).default('filler'),
});
