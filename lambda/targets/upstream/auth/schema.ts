import type { JsonObject } from '../../../json.ts';

const text = { type: 'string', minLength: 1 };

/** JSON Schema of `auth`. Which keys go with which type is for the check, which says it better than a schema. */
export const authSchema: JsonObject = {
  type: 'object',
  description: 'Who the request says it is from; needs https, except on loopback.',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: { enum: ['bearer', 'apiKey', 'basic', 'oauth2', 'sigv4'] },
    secret: {
      type: 'string',
      pattern: '^[A-Za-z0-9_.-]{1,128}$',
      description: 'Name of a secret of this server. Sent only to the `hosts` of the Server document.',
    },
    key: { ...text, description: 'The key to take where the secret is a JSON object.' },
    in: { enum: ['header', 'query'], default: 'header', description: 'apiKey: where the key goes.' },
    name: { ...text, description: 'apiKey: name of the header or query parameter.' },
    username: { ...text, description: 'basic: the user; the secret is the password.' },
    tokenUrl: { ...text, description: 'oauth2: the token endpoint; the client credentials grant is used.' },
    clientId: { ...text, description: 'oauth2: the client; the secret is its password.' },
    scope: { ...text, description: 'oauth2: scopes, separated by blanks.' },
    audience: { ...text, description: 'oauth2: the API that the token is for, where the endpoint asks for it.' },
    clientAuth: {
      enum: ['basic', 'body'],
      default: 'basic',
      description: 'oauth2: whether the endpoint gets the client in the Authorization header or in the form.',
    },
    service: { ...text, description: 'sigv4: the signing name of the AWS service, such as `dynamodb`.' },
    region: { ...text, description: 'sigv4: the Region that the request is for.' },
    role: { ...text, description: 'sigv4: a name under the stage key `awsRoles`; that role is assumed.' },
  },
};
