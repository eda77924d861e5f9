import { ApiError } from '../api-error.ts';

/** Account and Region of names that do not include them. */
export interface Home {
  readonly account: string;
  readonly region: string;
}

/** ARN, partial ARN or name, each with or without a version or alias. */
const NAME =
  /^(?:(?:arn:(aws[a-zA-Z-]*):lambda:([a-z]{2}(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?function:|(\d{12}):function:)?([a-zA-Z0-9_-]+)(?::(\$LATEST|[a-zA-Z0-9_-]+))?$/;

/**
 * The invoked ARN.
 *
 * API: Invoke, FunctionName and Qualifier.
 *
 * @throws ApiError for an invalid name or two different qualifiers
 */
export function functionArn(functionName: string, qualifier: string | undefined, home: Home): string {
  const [whole, partition = 'aws', region = home.region, account, account2, name, ownQualifier] =
    NAME.exec(functionName) ?? [];
  if (whole === undefined) {
    throw new ApiError(400, 'ValidationException', `functionName ${functionName} is not a function name or ARN`);
  }
  if (ownQualifier !== undefined && qualifier !== undefined && ownQualifier !== qualifier) {
    throw new ApiError(
      400,
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  const which = qualifier ?? ownQualifier;
  const arn = `arn:${partition}:lambda:${region}:${account ?? account2 ?? home.account}:function:${name}`;
  return which === undefined ? arn : `${arn}:${which}`;
}
