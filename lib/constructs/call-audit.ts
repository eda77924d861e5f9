import { ArnFormat, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { CfnLogStream, LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface CallAuditProps {
  /** Days that CloudWatch Logs keeps the records. */
  readonly retention: RetentionDays;
  /** Whether records and their key stay when the stack is deleted. */
  readonly retain: boolean;
}

/** Letters and digits: 380 bits of entropy, more than the 256 that HMAC-SHA-256 can use. */
const KEY_CHARACTERS = 64;

/** The name of the one stream: functions write to it, and may create no other. */
const STREAM = 'calls';

/** Where functions record calls: a log group of its own, and the key of the digests of arguments. */
export class CallAudit extends Construct {
  /** Name of the log group. */
  readonly logGroupName: string;
  /** Name of the stream in it. */
  readonly logStreamName = STREAM;
  /** ARN of the stream, the only thing that functions may write to. */
  readonly logStreamArn: string;
  /** The key of the digests. A key of its own: the worker may not read the one that signs request states. */
  readonly digestKey: ISecret;

  constructor(scope: Construct, id: string, { retention, retain }: CallAuditProps) {
    super(scope, id);
    const removalPolicy = retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
    const { logGroupName } = new LogGroup(this, 'Calls', { retention, removalPolicy });
    new CfnLogStream(this, 'Stream', { logGroupName, logStreamName: STREAM }).applyRemovalPolicy(removalPolicy);
    this.logGroupName = logGroupName;
    this.logStreamArn = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `${logGroupName}:log-stream:${STREAM}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.digestKey = new Secret(this, 'DigestKey', {
      description: 'The key of the digests of arguments in the audit of calls',
      generateSecretString: { passwordLength: KEY_CHARACTERS, excludePunctuation: true },
      // Without it, the records that stay cannot be searched by an argument.
      removalPolicy,
    });
    Validations.of(this.digestKey).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'After a rotation, equal arguments have another digest than before, and the audit can no longer be searched by one value. ' +
        'The key opens nothing: those who have it and the log can only test guesses of arguments.',
    });
  }
}
