import type { TargetTypes } from '../../lambda/catalog/publish/index.ts';

/** A registry of one small target type. */
export const targetTypes: TargetTypes = {
  echo: {
    schema: {
      type: 'object',
      additionalProperties: false,
      required: ['type', 'text'],
      properties: { type: { const: 'echo' }, text: { type: 'string' } },
    },
    async check({ target }) {
      return target.text === 'forbidden' ? [{ path: ['text'], message: 'do not say forbidden' }] : [];
    },
  },
};
