import { icons } from '../../../../content/publish.ts';
import type { Fault } from '../../../../fault.ts';
import type { JsonObject } from '../../../../json.ts';
import { defaultsSchema, variablesSchema } from '../../resolve/schema.ts';
import { PROSE, SCOPES, SERVER, TITLE, TOOL_LIMITS } from './common.ts';
import { type Kind, soundKeys } from './kind.ts';

/** `kind: Server` */
export const serverKind: Kind = {
  identity: ['server'],
  // The targets that have them check them.
  evaluated: ['defaults.url', 'defaults.headers', 'defaults.query', 'defaults.auth'],
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
      variables: variablesSchema,
      defaults: defaultsSchema(TOOL_LIMITS),
      scopes: SCOPES,
      stepUp: SCOPES,
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
  check: async (document, context) => checkStepUp(soundKeys(document, context)),
};

/** OpenID Connect core, sections 3.1.2.1 and 11. Challenges never name them, so no caller could obtain them. */
const NEVER_CHALLENGED: readonly unknown[] = ['openid', 'offline_access'];

function checkStepUp({ stepUp }: JsonObject): readonly Fault[] {
  if (!Array.isArray(stepUp)) return [];
  return stepUp.flatMap((scope, index) => {
    if (!NEVER_CHALLENGED.includes(scope)) return [];
    const message = `a challenge never names the scope ${scope}, so no caller can obtain it: remove it`;
    return [{ path: ['stepUp', index], message }];
  });
}
