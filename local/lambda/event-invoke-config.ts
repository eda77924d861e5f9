import { Access, AccessDenied, readStatements } from '../iam/index.ts';
import { type Properties, propertiesOf, type Resolver } from '../template/index.ts';
import { readFunctions } from './model.ts';

/** Retries, maximum age and destination of asynchronous invocations. */
export interface EventInvokeConfig {
  /** Maximum age of an event in the queue. */
  readonly maxAgeMs: number;
  /** Retries after a function error. */
  readonly retries: number;
  /**
   * ARN of the queue that receives a record of each event that Lambda gave up.
   *
   * @default - the event is discarded
   */
  readonly onFailure?: string;
}

/** AWS: lambda/latest/dg/invocation-async-error-handling.html: six hours, two retries. */
export const DEFAULT_EVENT_INVOKE_CONFIG: EventInvokeConfig = { maxAgeMs: 6 * 60 * 60 * 1000, retries: 2 };

/**
 * Reads the configurations for asynchronous invocation.
 *
 * @returns configurations by the invoked ARN, including the version or alias
 * @throws TemplateError for a property that is not emulated, such as a destination of successful events, and for a queue that
 * the function's role may not send to: Lambda refuses it, too
 */
export function readEventInvokeConfigs(resolver: Resolver): ReadonlyMap<string, EventInvokeConfig> {
  return new Map(
    resolver.resources('AWS::Lambda::EventInvokeConfig').map((resource) => {
      const properties = propertiesOf(resource, resolver).closed([
        'DestinationConfig',
        'FunctionName',
        'MaximumEventAgeInSeconds',
        'MaximumRetryAttempts',
        'Qualifier',
      ]);
      const age = properties.optionalNumber('MaximumEventAgeInSeconds');
      const arn = invokedArn(properties);
      const onFailure = readFailureQueue(properties, resolver);
      const config = {
        maxAgeMs: age === undefined ? DEFAULT_EVENT_INVOKE_CONFIG.maxAgeMs : age * 1000,
        retries: properties.optionalNumber('MaximumRetryAttempts') ?? DEFAULT_EVENT_INVOKE_CONFIG.retries,
        ...(onFailure === undefined ? {} : { onFailure }),
      };
      return [arn, config];
    }),
  );
}

function invokedArn(properties: Properties): string {
  const { region, account } = properties.resource.stack;
  const name = properties.string('FunctionName');
  const qualifier = properties.string('Qualifier');
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
  return qualifier === '$LATEST' ? arn : `${arn}:${qualifier}`;
}

const INERT_QUEUE = {
  KmsDataKeyReusePeriodSeconds: 'the local stack does not encrypt at rest',
  KmsMasterKeyId: 'the local stack does not encrypt at rest',
  MessageRetentionPeriod: 'a file keeps the records',
  SqsManagedSseEnabled: 'the local stack does not encrypt at rest',
  Tags: 'cost allocation only',
};

/** The ARN of the queue for failed events. */
function readFailureQueue(properties: Properties, resolver: Resolver): string | undefined {
  const destination = properties
    .optionalObject('DestinationConfig')
    ?.closed(['OnFailure'])
    .object('OnFailure')
    .closed(['Destination']);
  if (destination === undefined) return undefined;
  const arn = destination.string('Destination');
  const queue = resolver
    .resources('AWS::SQS::Queue')
    .find(({ logicalId, stack }) => resolver.attribute(logicalId, 'Arn', stack, destination.where) === arn);
  if (queue === undefined) return destination.fail('Destination', 'only a queue of the templates is emulated');
  propertiesOf(queue, resolver).closed([], INERT_QUEUE);
  assertMaySend(properties, arn, resolver);
  return arn;
}

/** AWS: lambda/latest/dg/invocation-async-retain-records.html: the execution role sends the record. */
function assertMaySend(properties: Properties, queueArn: string, resolver: Resolver): void {
  const name = properties.string('FunctionName');
  const { roleArn = '' } = readFunctions(resolver).specs.find((spec) => spec.name === name || spec.arn === name) ?? {};
  const access = new Access(() => undefined);
  try {
    access.assertAllowed({ arn: roleArn, statements: readStatements(resolver, roleArn) }, 'sqs:SendMessage', queueArn);
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    properties.fail('DestinationConfig', error.message, "Allow it in the role's policy");
  }
}
