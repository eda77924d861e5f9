/** One function, as its template describes it. */
export interface FunctionSpec {
  /** Physical name; `AWS_LAMBDA_FUNCTION_NAME`. */
  readonly name: string;
  /** Short name in the access log and before each of its log lines. */
  readonly label: string;
  readonly arn: string;
  /** Directory of the bundled code. */
  readonly codeDirectory: string;
  /** `file.export` */
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Most processes at a time. */
  readonly concurrency: number;
  readonly region: string;
  readonly logGroup: string;
  /** Of the role that says what it may do. */
  readonly roleArn: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

/** What a function answers, as its bytes come. */
export interface FunctionResponse {
  /** Fails when the function's process ends before the response does. */
  readonly body: NodeJS.ReadableStream;
  readonly contentType: string;
  /** After the body ended: the error that a streaming handler threw after its first byte. */
  failure(): FunctionFailed | undefined;
  /** Once the body is over, whole or not: the error that ended the function, if one did. */
  readonly ending: Promise<FunctionFailed | undefined>;
}

/** Whoever invokes needs only this of a function. */
export interface Invocable {
  readonly label: string;
  readonly arn: string;
  /**
   * Runs the function once.
   *
   * @param event JSON text
   * @param invokedArn the ARN that was called, with its alias
   * @param requestId under which the function's log has the call; made up when absent
   * @returns as soon as the response begins
   * @throws FunctionFailed when the function fails before it answers
   * @throws Throttled when every process is busy and no more may start
   */
  invoke(event: string, invokedArn: string, requestId?: string): Promise<FunctionResponse>;
}

/** Finds the function behind the ARN of a function, version or alias. */
export type FindFunction = (arn: string) => Invocable | undefined;

/** The function threw, timed out, crashed or did not start. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
  readonly errorType: string;

  constructor(errorType: string, message: string) {
    super(message);
    this.errorType = errorType;
  }
}

/** Lambda's `TooManyRequestsException`. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
}
