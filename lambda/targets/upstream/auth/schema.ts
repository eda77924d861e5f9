import type { JsonObject } from '../../../json.ts';

const text = { type: 'string', minLength: 1 };
const secretName = { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,128}$' };

/** JSON Schema of one block of `auth`. The check covers which keys each type takes, because its messages are clearer than a schema's. */
const block: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: { enum: ['bearer', 'apiKey', 'basic', 'oauth2', 'jwt', 'hmac', 'mtls', 'sigv4'] },
    secret: {
      ...secretName,
      description: 'Name of a secret of this server, which is sent only to the `hosts` of the Server document.',
    },
    key: { ...text, description: 'The key to read where the secret is a JSON object.' },
    in: {
      enum: ['header', 'query', 'cookie', 'body', 'path'],
      default: 'header',
      description:
        'apiKey: the place of the key; with `path`, `url` has a placeholder of its name. hmac: `header` or `query`.',
    },
    name: {
      ...text,
      description:
        'apiKey: name of the header, parameter, cookie or member; bearer, oauth2, jwt, hmac: name of the header.',
    },
    prefix: {
      type: 'string',
      description: 'Text before the value, such as `Token token=`; default for a token in Authorization: `Bearer `.',
    },
    username: { type: 'string', description: 'basic: the user; the secret is the password.' },
    password: { type: 'string', description: 'basic: the password, where the secret is the user.' },
    tokenUrl: { ...text, description: 'oauth2: the token endpoint.' },
    grant: {
      enum: ['client_credentials', 'refresh_token', 'jwt_bearer'],
      default: 'client_credentials',
      description: 'oauth2: the grant; the secret is the client secret, the refresh token or the key of the assertion.',
    },
    clientId: { ...text, description: 'oauth2: the client ID.' },
    clientSecret: {
      type: 'object',
      additionalProperties: false,
      required: ['secret'],
      description: 'oauth2: the secret of the client, where `secret` is something else.',
      properties: { secret: secretName, key: text },
    },
    scope: { ...text, description: 'oauth2: scopes, separated by spaces.' },
    audience: { ...text, description: 'oauth2: the API that the token is for; jwt, jwt_bearer: the claim `aud`.' },
    clientAuth: {
      enum: ['basic', 'body', 'private_key_jwt'],
      default: 'basic',
      description:
        'oauth2: whether the client authenticates in the Authorization header, in the form, or with a signed assertion.',
    },
    parameters: {
      type: 'object',
      additionalProperties: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
      description: 'oauth2: further parameters of the token request.',
    },
    algorithm: {
      enum: [
        'RS256',
        'RS384',
        'RS512',
        'PS256',
        'PS384',
        'PS512',
        'ES256',
        'ES384',
        'ES512',
        'EdDSA',
        'HS256',
        'sha1',
        'sha256',
        'sha512',
      ],
      description: 'jwt, jwt_bearer: the algorithm of the signature, default RS256; hmac: the hash, default sha256.',
    },
    issuer: {
      ...text,
      description: 'jwt, jwt_bearer: the claim `iss`; default: the address of a Google service account.',
    },
    subject: { ...text, description: 'jwt, jwt_bearer: the claim `sub`.' },
    keyId: { ...text, description: 'jwt, jwt_bearer: the header `kid`.' },
    claims: { type: 'object', description: 'jwt, jwt_bearer: further claims.' },
    lifetimeSeconds: {
      type: 'integer',
      minimum: 60,
      maximum: 3600,
      default: 300,
      description: 'jwt, jwt_bearer: how long a signed token is valid.',
    },
    exchange: {
      type: 'object',
      additionalProperties: false,
      required: ['url'],
      description: 'jwt: the endpoint that gives the token of requests for the signed one.',
      properties: {
        url: text,
        token: { ...text, default: 'token', description: 'The member of the answer that is the token.' },
        expires: { ...text, default: 'expires_at', description: 'The member of the answer that is its expiry.' },
      },
    },
    encoding: {
      enum: ['hex', 'base64', 'base64url'],
      default: 'hex',
      description: 'hmac: the encoding of the signature.',
    },
    secretEncoding: {
      enum: ['text', 'base64', 'hex'],
      default: 'text',
      description: 'hmac: how the secret is written; its bytes are the key.',
    },
    string: { ...text, description: 'hmac: the signed text, from `$request`; default: its body.' },
    value: {
      ...text,
      description: 'hmac: what is sent, from `$request` with its `signature`; default: the signature.',
    },
    timestampHeader: { ...text, description: 'hmac: a header that is sent with the time in epoch seconds.' },
    service: { ...text, description: 'sigv4: the signing name of the AWS service, such as `dynamodb`.' },
    region: { ...text, description: 'sigv4: the Region of the service.' },
    role: { ...text, description: 'sigv4: the role to assume, by its name under the stage key `awsRoles`.' },
  },
};

/** JSON Schema of `auth`: one block, or a list of them. */
export const authSchema: JsonObject = {
  description: 'Credentials of the request, or a list of them; they require https, except on loopback.',
  // Two conditions, each with its `else`: faults then belong to the one form that the author wrote.
  allOf: [
    { if: { type: 'array' }, else: block },
    { if: { not: { type: 'array' } }, else: { type: 'array', items: block, minItems: 1, maxItems: 5 } },
  ],
};
