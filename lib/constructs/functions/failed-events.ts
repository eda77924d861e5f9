import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IDestination } from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface FailedEventsProps {
  /**
   * ARN of the key that encrypts the queue.
   *
   * @default - a key of SQS, which needs no permission
   */
  readonly keyArn?: string | undefined;
}

/** The longest time that SQS keeps a message. AWS: AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const RETENTION = Duration.days(14);

/**
 * Keeps the records of events that Lambda gave up: every attempt failed, or the event became too old. Operators read them;
 * nothing in the stage does. AWS: lambda/latest/dg/invocation-async-retain-records.html
 */
export class FailedEvents extends Construct {
  /** The queue. */
  readonly queue: IQueue;

  constructor(scope: Construct, id: string, { keyArn }: FailedEventsProps) {
    super(scope, id);
    const encryption =
      keyArn === undefined
        ? { encryption: QueueEncryption.SQS_MANAGED }
        : { encryption: QueueEncryption.KMS, encryptionMasterKey: Key.fromKeyArn(this, 'Key', keyArn) };
    this.queue = new Queue(this, 'Queue', { ...encryption, enforceSSL: true, retentionPeriod: RETENTION });
    const reason =
      'The queue is itself the last stop of an event: Lambda sends a record to it after every attempt failed, and only ' +
      'operators receive messages, so there is no consumer that could fail.';
    Validations.of(this.queue).acknowledge(
      { id: 'AwsSolutions-SQS3', reason },
      { id: 'Serverless-SQSRedrivePolicy', reason },
    );
  }

  /** Where Lambda sends the record. The CDK's own class grants the function more: reading the attributes and the URL of the queue. */
  get destination(): IDestination {
    return { bind: () => ({ destination: this.queue.queueArn }) };
  }

  /** What the role of the function needs: Lambda sends with it. */
  get permission(): PolicyStatement {
    return new PolicyStatement({
      sid: 'KeepFailedEvents',
      actions: ['sqs:SendMessage'],
      resources: [this.queue.queueArn],
    });
  }
}
