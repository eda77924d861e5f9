import type { JsonObject } from '../../../json.ts';

const text = { type: 'string', minLength: 1 };

/** JSON Schema of `auth`. The check covers which keys each type takes, because its messages are clearer than a schema's. */
export const authSchema: JsonObject = {
  type: 'object',
  description: 'Credentials of the request; they require https, except on loopback.',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: { enum: ['bearer', 'apiKey', 'basic', 'oauth2', 'sigv4'] },
    secret: {
      type: 'string',
      pattern: '^[A-Za-z0-9_.-]{1,128}$',
      description: 'Name of a secret of this server, which is sent only to the `hosts` of the Server document.',
    },
    key: { ...text, description: 'The key to read where the secret is a JSON object.' },
    in: { enum: ['header', 'query'], default: 'header', description: 'apiKey: the place of the key.' },
    name: { ...text, description: 'apiKey: name of the header or query parameter.' },
    username: { ...text, description: 'basic: the user; the secret is the password.' },
    tokenUrl: { ...text, description: 'oauth2: the token endpoint, called with the client credentials grant.' },
    clientId: { ...text, description: 'oauth2: the client ID; the secret is its password.' },
    scope: { ...text, description: 'oauth2: scopes, separated by spaces.' },
    audience: { ...text, description: 'oauth2: the API that the token is for, if the endpoint requires it.' },
    clientAuth: {
      enum: ['basic', 'body'],
      default: 'basic',
      description: 'oauth2: whether the client authenticates in the Authorization header or in the form.',
    },
    service: { ...text, description: 'sigv4: the signing name of the AWS service, such as `dynamodb`.' },
    region: { ...text, description: 'sigv4: the Region of the service.' },
    role: { ...text, description: 'sigv4: the role to assume, by its name under the stage key `awsRoles`.' },
  },
};
