import { type Properties, propertiesOf, type Resolver } from '../template/index.ts';

/** What becomes of an asynchronous call that does not run at once, or fails. */
export interface EventInvokeConfig {
  /** How long an event is kept. */
  readonly maxAgeMs: number;
  /** How often it runs again after the function failed. */
  readonly retries: number;
}

/** AWS: lambda/latest/dg/invocation-async-error-handling.html: six hours, two attempts more. */
export const DEFAULT_EVENT_INVOKE_CONFIG: EventInvokeConfig = { maxAgeMs: 6 * 60 * 60 * 1000, retries: 2 };

/**
 * Reads how functions want to be called asynchronously.
 *
 * @returns by the ARN that is called, with its version or alias
 * @throws TemplateError for a property that is not played: destinations, for one
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
      return [calledArn(properties), config];
    }),
  );
}

function calledArn(properties: Properties): string {
  const { region, account } = properties.resource.stack;
  const name = properties.string('FunctionName');
  const qualifier = properties.string('Qualifier');
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
  return qualifier === '$LATEST' ? arn : `${arn}:${qualifier}`;
}
