import { icons } from '../../../../content/publish.ts';
import { PROSE, SERVER, TITLE } from './common.ts';
import type { Kind } from './kind.ts';

/** `kind: Server` */
export const serverKind: Kind = {
  identity: ['server'],
  evaluated: [],
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['kind', 'server'],
    properties: {
      kind: { const: 'Server' },
      server: SERVER,
      title: TITLE,
      version: { type: 'string', minLength: 1, maxLength: 64 },
      // Every result carries them.
      icons: icons(2048),
      description: PROSE,
      instructions: { type: 'string', minLength: 1, maxLength: 65_536 },
      // A host without a port allows every port.
      hosts: {
        type: 'array',
        maxItems: 50,
        uniqueItems: true,
        items: { type: 'string', pattern: '^(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?$' },
      },
      coerce: { type: 'boolean' },
      subscriptions: {
        type: 'object',
        additionalProperties: false,
        required: ['listChanged'],
        properties: {
          listChanged: { type: 'boolean' },
          maxSeconds: { type: 'integer', minimum: 1, maximum: 800 },
        },
      },
    },
  },
};
