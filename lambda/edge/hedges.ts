/** How a function meets what AWS is reported to do to streams; docs/decisions/0036-hedges-for-streaming.md */
export interface StreamingHedges {
  /**
   * What an empty body has: `none` is the header `content-length: 0`, `newline` a byte of payload.
   *
   * @default none
   */
  readonly emptyBody?: 'none' | 'newline';
  /**
   * What follows a chunk that no other follows at once: `filler` is a text that readers ignore, which pushes the chunk out.
   *
   * @default none
   */
  readonly flush?: 'none' | 'filler';
}
