/** An error response of an emulated AWS API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Name of the exception in the AWS SDK. */
  readonly code: string;
  /** Further members of the response body. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}
