import { ApiError } from '../api-error.ts';
import { secretArn } from '../template/index.ts';

/** Text of a secret, by the server that it belongs to and its name; `undefined` when there is none. */
export type FindSecret = (server: string, name: string) => string | undefined;

/** What the stores need of the request. */
export interface StoreRequest {
  readonly input: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly account: string;
  readonly find: FindSecret;
  /** Text of each secret that a template has made, by its name in Secrets Manager. */
  readonly generated: ReadonlyMap<string, string>;
  /** @throws AccessDenied */
  assertAllowed(action: string, resource: string): void;
}

/** How Secrets Manager and Parameter Store call secret X of server S (DESIGN section 5). */
const SECRET_NAME = /^spillway\/[^/]+\/([^/]+)\/([^/]+)$/;
const PARAMETER_NAME = /^\/spillway\/[^/]+\/([^/]+)\/([^/]+)$/;
/** Characters that Secrets Manager adds to the name in an ARN. */
const SUFFIX = /-[A-Za-z0-9]{6}$/;
const BORN = Date.UTC(2026, 0, 1) / 1000;

/** API: Secrets Manager, GetSecretValue. The current version is the only one: nothing here rotates. */
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

/** API: Systems Manager, GetParameter, of parameters that are encrypted. */
export function getParameter({ input, region, account, find, assertAllowed }: StoreRequest): object {
  const name = textIn(input, 'Name');
  const arn = `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`;
  assertAllowed('ssm:GetParameter', arn);
  const value = lookUp(PARAMETER_NAME, name, find);
  if (value === undefined) throw new ApiError(400, 'ParameterNotFound', `Parameter ${name} not found.`);
  if (input.WithDecryption !== true) {
    throw new ApiError(400, 'ValidationException', 'The local stack has no ciphertext: ask WithDecryption.');
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
