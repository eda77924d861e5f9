import { randomUUID } from 'node:crypto';
import { ApiError } from '../api-error.ts';
import type { Credentials } from '../iam/index.ts';

/** Issues credentials for a session of a role. */
type Assume = (roleArn: string, session: string) => Credentials;

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const DEFAULT_SECONDS = 3_600;
/** "Role chaining limits your role session to a maximum of one hour": a function already runs in a session of its role. */
const MAX_SECONDS = 3_600;
const MIN_SECONDS = 900;

/**
 * API: STS, AssumeRole, in the Query protocol.
 *
 * @returns the XML response
 * @throws ApiError for any other action, or an invalid parameter
 */
export function assumeRole(form: URLSearchParams, assume: Assume): string {
  const action = form.get('Action');
  if (action !== 'AssumeRole') throw new ApiError(400, 'InvalidAction', `${action} is not emulated by the local stack`);
  const roleArn = form.get('RoleArn') ?? '';
  const session = form.get('RoleSessionName') ?? '';
  const seconds = Number(form.get('DurationSeconds') ?? DEFAULT_SECONDS);
  if (!ROLE_ARN.test(roleArn)) throw new ApiError(400, 'ValidationError', 'RoleArn is not the ARN of a role');
  if (!SESSION_NAME.test(session)) throw new ApiError(400, 'ValidationError', 'RoleSessionName is not valid');
  if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS)) {
    throw new ApiError(400, 'ValidationError', 'DurationSeconds exceeds the 1 hour session limit for role chaining');
  }
  const { accessKeyId, secretAccessKey, sessionToken } = assume(roleArn, session);
  const [, , , , account = '', resource = ''] = roleArn.split(':');
  return element('AssumeRoleResponse', { xmlns: NAMESPACE }, [
    element('AssumeRoleResult', {}, [
      element('AssumedRoleUser', {}, [
        element('AssumedRoleId', {}, [`AROALOCAL:${session}`]),
        element('Arn', {}, [`arn:aws:sts::${account}:assumed-role/${resource.split('/').at(-1)}/${session}`]),
      ]),
      element('Credentials', {}, [
        element('AccessKeyId', {}, [accessKeyId]),
        element('SecretAccessKey', {}, [secretAccessKey]),
        element('SessionToken', {}, [sessionToken]),
        element('Expiration', {}, [new Date(Date.now() + seconds * 1000).toISOString()]),
      ]),
    ]),
    element('ResponseMetadata', {}, [element('RequestId', {}, [randomUUID()])]),
  ]);
}

/** An error in the Query protocol. */
export function errorDocument({ code, message }: ApiError): string {
  return element('ErrorResponse', { xmlns: NAMESPACE }, [
    element('Error', {}, [
      element('Type', {}, ['Sender']),
      element('Code', {}, [code]),
      element('Message', {}, [escaped(message)]),
    ]),
    element('RequestId', {}, [randomUUID()]),
  ]);
}

function element(name: string, attributes: Readonly<Record<string, string>>, content: readonly string[]): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  return `<${name}${written.join('')}>${content.join('')}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
