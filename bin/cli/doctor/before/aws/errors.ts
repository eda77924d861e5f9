import type { HandlerExecutionContext, MiddlewareStack } from '@smithy/types';

/** Why a service was not read: it refused the action, it refused the credentials, or it did not answer. */
type UnreadReason = 'denied' | 'credentials' | 'unavailable';

/** A read of the account that the operator's credentials or network prevented. It decides nothing about the stage. */
export class Unread extends Error {
  override readonly name = 'Unread';
  readonly reason: UnreadReason;
  /** The IAM action of the read, such as `ec2:DescribeVpcs`. */
  readonly action: string;

  constructor(reason: UnreadReason, action: string, cause: unknown) {
    super(messageOf(reason, action, cause), { cause });
    this.reason = reason;
    this.action = action;
  }
}

/** Whether a service answered with the error of a name. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}

/** Has a client throw `Unread` for what does not concern the stage. Other errors of a service pass unchanged. */
export function namesUnread<Input extends object, Output extends object, Client>(
  client: Client & { readonly middlewareStack: MiddlewareStack<Input, Output> },
): Client {
  client.middlewareStack.add(
    (next, context) => (request) =>
      next(request).catch((error: unknown) => {
        const reason = reasonOf(error);
        throw reason === undefined ? error : new Unread(reason, actionOf(context), error);
      }),
    { step: 'initialize', name: 'namesUnread', priority: 'high' },
  );
  return client;
}

/** Names of the same refusal in the protocols of AWS. */
const DENIED = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'NotAuthorized'];
/** AWS: IAM/latest/APIReference/CommonErrors.html, AWSEC2/latest/APIReference/errors-overview.html */
const CREDENTIALS = [
  'AuthFailure',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'OptInRequired',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
];
const THROTTLED = /^(?:Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|PriorRequestNotComplete)/;

function reasonOf(error: unknown): UnreadReason | undefined {
  if (!(error instanceof Error)) return undefined;
  if (DENIED.includes(error.name)) return 'denied';
  if (CREDENTIALS.includes(error.name)) return 'credentials';
  const status = statusOf(error);
  return status === undefined || status >= 500 || THROTTLED.test(error.name) ? 'unavailable' : undefined;
}

/** The HTTP status of a service's error; undefined if it did not answer. */
function statusOf(error: Error): number | undefined {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) return undefined;
  const metadata = error.$metadata;
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number'
    ? metadata.httpStatusCode
    : undefined;
}

/** The prefix of each service's IAM actions. AWS: service-authorization/latest/reference */
const PREFIXES: Readonly<Record<string, string>> = {
  ACMClient: 'acm',
  CloudFormationClient: 'cloudformation',
  DynamoDBClient: 'dynamodb',
  EC2Client: 'ec2',
  ElasticLoadBalancingV2Client: 'elasticloadbalancing',
  LambdaClient: 'lambda',
  Route53Client: 'route53',
  ServiceQuotasClient: 'servicequotas',
  SSMClient: 'ssm',
  STSClient: 'sts',
};

function actionOf({ clientName = '', commandName = '' }: HandlerExecutionContext): string {
  // API Gateway's actions are those of HTTP, and the checks only read.
  if (clientName === 'APIGatewayClient') return 'apigateway:GET';
  return `${PREFIXES[clientName] ?? clientName}:${commandName.replace(/Command$/, '')}`;
}

function messageOf(reason: UnreadReason, action: string, cause: unknown): string {
  const text = cause instanceof Error ? cause.message || cause.name : String(cause);
  if (reason === 'denied') {
    // Which policy denies it, as a service control policy of the organization does, is in the message of most services.
    const [policy = ''] = /with an explicit deny in an? [a-z -]+/.exec(text) ?? [];
    return `The credentials are not allowed to call ${action}${policy === '' ? '' : `, ${policy.trim()}`}.`;
  }
  if (reason === 'credentials') return `AWS does not accept the credentials, or there are none: ${text}`;
  return `${action} received no answer: ${text}`;
}
