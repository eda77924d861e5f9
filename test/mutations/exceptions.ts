/** A removed check that no test can notice. */
export interface Exception {
  readonly file: string;
  readonly original: string;
  readonly replacement: string;
  readonly reason: string;
}

/** Of the area `auth`. */
export const AUTH_EXCEPTIONS: readonly Exception[] = [];
