import { isJsonObject, tryParseJson } from '../../json.ts';
import type { ResponseHead, UpstreamResponse } from '../upstream/index.ts';

/** Codes of requests that a service did not carry out, because there were too many. AWS: sdkref/latest/guide/feature-retry-behavior.html */
const THROTTLED: ReadonlySet<string> = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);
/** `ResourceNotFoundException`, `QueueDoesNotExist`, `NoSuchEntity`: services have one word each. */
const NOT_FOUND = /NotFound|NoSuch|DoesNotExist|NonExistent/;
const DENIED = /^(?:AccessDenied|NotAuthorized|UnauthorizedOperation|Forbidden)/;
const NOT_ACCEPTED: ReadonlySet<string> = new Set([
  'IncompleteSignature',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
const EXPIRED: ReadonlySet<string> = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']);

/** The action of a tool, and who carries it out. */
interface Actor {
  /** `sqs:SendMessage`, as policies of IAM name it. */
  readonly permission: string;
  /** A name under the stage's `awsRoles`. */
  readonly role: string;
}

/**
 * Returns whether a request may succeed a moment later: a service refused it because there were too many, or failed inside. AWS's
 * SDKs repeat both. AWS: sdkref/latest/guide/feature-retry-behavior.html
 */
export function isPassing(response: ResponseHead): boolean {
  return response.status === 500 || THROTTLED.has(codeOf(response));
}

/** Returns whether a service says that what the request names does not exist. */
export function isNotFound(response: ResponseHead): boolean {
  return NOT_FOUND.test(codeOf(response));
}

/** What an agent and an operator can do after a failure. */
export function hintsOf(response: UpstreamResponse, { permission, role }: Actor): readonly string[] {
  const code = codeOf(response);
  if (THROTTLED.has(code)) return ['The service limits the rate of requests. Try again in a few seconds.'];
  if (DENIED.test(code)) {
    const [, wanted = permission] = /not authorized to perform:? ([\w-]+:\w+)/.exec(response.body.toString()) ?? [];
    return [
      `Retrying will not help until an operator allows \`${wanted}\` in the policy of the role "${role}" of the stage's \`awsRoles\`.`,
    ];
  }
  if (EXPIRED.has(code)) {
    // They are renewed a minute before they expire.
    return [
      `For the service, the credentials of the role "${role}" have expired: an operator must check the clock of this process.`,
    ];
  }
  if (!NOT_ACCEPTED.has(code)) return [];
  return [`The service did not accept the signature of the role "${role}": check \`region\` and \`url\` of the tool.`];
}

/**
 * Returns the code of a failure: `Name` of `com.amazonaws.sqs#Name` and of `Name:http://...`, in a header or in the body.
 * AWS: smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html#operation-error-serialization
 */
function codeOf(response: ResponseHead): string {
  if (response.status < 400) return '';
  const header = response.headers['x-amzn-errortype'];
  const body =
    'body' in response && Buffer.isBuffer(response.body) ? tryParseJson(response.body.toString()) : undefined;
  const type = header ?? (isJsonObject(body) ? (body.__type ?? body.code) : undefined);
  return (
    String(type ?? '')
      .split('#')
      .at(-1)
      ?.split(':')[0] ?? ''
  );
}
