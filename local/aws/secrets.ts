import { ApiError } from '../api-error.ts';
import { secretArn } from '../template/index.ts';

/** Value of a secret of `local.yaml`, by its server and name. */
export type FindSecret = (server: string, name: string) => string | undefined;

/** One request to Secrets Manager or Parameter Store. */
export interface StoreRequest {
  readonly input: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly account: string;
  readonly find: FindSecret;
  /** Value of each secret that a template generates, by its name in Secrets Manager. */
  readonly generated: ReadonlyMap<string, string>;
  /** @throws AccessDenied */
  assertAllowed(action: string, resource: string): void;
}

/** Names of a server's secret in Secrets Manager and Parameter Store (DESIGN section 5). */
const SECRET_NAME = /^spillway\/[^/]+\/([^/]+)\/([^/]+)$/;
const PARAMETER_NAME = /^\/spillway\/[^/]+\/([^/]+)\/([^/]+)$/;
/** Characters that Secrets Manager adds to the name in an ARN. */
const SUFFIX = /-[A-Za-z0-9]{6}$/;
const BORN = Date.UTC(2026, 0, 1) / 1000;

/** API: Secrets Manager, GetSecretValue. Secrets are never rotated, so only the current version exists. */
export function getSecretValue({ input, region, account, find, generated, assertAllowed }: StoreRequest): object {
  const id = textIn(input, 'SecretId');
  const name = id.startsWith('arn:') ? id.split(':').slice(6).join(':').replace(SUFFIX, '') : id;
  const arn = secretArn(name, { region, account });
  assertAllowed('secretsmanager:GetSecretValue', arn);
  const value = generated.get(name) ?? lookUp(SECRET_NAME, name, find);
  const isCurrent = input.VersionId === undefined && (input.VersionStage ?? 'AWSCURRENT') === 'AWSCURRENT';
  if (value === undefined || !isCurrent) {
    const what = value === undefined ? '' : ` value for staging label: ${input.VersionStage ?? input.VersionId}`;
    throw new ApiError(400, 'ResourceNotFoundException', `Secrets Manager can't find the specified secret${what}.`);
  }
  const VersionId = '00000000-0000-4000-8000-000000000000';
  return { ARN: arn, Name: name, SecretString: value, VersionId, VersionStages: ['AWSCURRENT'], CreatedDate: BORN };
}

/** API: Systems Manager, GetParameter, for parameters of type `SecureString`. */
export function getParameter({ input, region, account, find, assertAllowed }: StoreRequest): object {
  const name = textIn(input, 'Name');
  const arn = `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
  assertAllowed('ssm:GetParameter', arn);
  const value = lookUp(PARAMETER_NAME, name, find);
  if (value === undefined) throw new ApiError(400, 'ParameterNotFound', `Parameter ${name} not found.`);
  if (input.WithDecryption !== true) {
    throw new ApiError(
      400,
      'ValidationException',
      'The local stack cannot return ciphertext: set WithDecryption to true.',
    );
  }
  const Type = 'SecureString';
  return {
    Parameter: { ARN: arn, Name: name, Type, Value: value, Version: 1, DataType: 'text', LastModifiedDate: BORN },
  };
}

function lookUp(pattern: RegExp, name: string, find: FindSecret): string | undefined {
  const [, server, secret] = pattern.exec(name) ?? [];
  return server === undefined || secret === undefined ? undefined : find(server, secret);
}

function textIn(input: StoreRequest['input'], key: string): string {
  const value = input[key];
  if (typeof value === 'string' && value !== '') return value;
  throw new ApiError(400, 'ValidationException', `${key} is missing.`);
}
