import { type Properties, propertiesOf, type Resolver } from '../template/index.ts';

/** Retries and maximum age of asynchronous invocations. */
export interface EventInvokeConfig {
  /** Maximum age of an event in the queue. */
  readonly maxAgeMs: number;
  /** Retries after a function error. */
  readonly retries: number;
}

/** AWS: lambda/latest/dg/invocation-async-error-handling.html: six hours, two retries. */
export const DEFAULT_EVENT_INVOKE_CONFIG: EventInvokeConfig = { maxAgeMs: 6 * 60 * 60 * 1000, retries: 2 };

/**
 * Reads the configurations for asynchronous invocation.
 *
 * @returns configurations by the invoked ARN, including the version or alias
 * @throws TemplateError for a property that is not emulated, such as `DestinationConfig`
 */
export function readEventInvokeConfigs(resolver: Resolver): ReadonlyMap<string, EventInvokeConfig> {
  return new Map(
    resolver.resources('AWS::Lambda::EventInvokeConfig').map((resource) => {
      const properties = propertiesOf(resource, resolver).closed([
        'FunctionName',
        'MaximumEventAgeInSeconds',
        'MaximumRetryAttempts',
        'Qualifier',
      ]);
      const age = properties.optionalNumber('MaximumEventAgeInSeconds');
      const config = {
        maxAgeMs: age === undefined ? DEFAULT_EVENT_INVOKE_CONFIG.maxAgeMs : age * 1000,
        retries: properties.optionalNumber('MaximumRetryAttempts') ?? DEFAULT_EVENT_INVOKE_CONFIG.retries,
      };
      return [invokedArn(properties), config];
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
