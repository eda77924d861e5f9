import type { Question } from '../../../toolkit/index.ts';
import type { Tools } from './tools.ts';

const TEXT = { type: 'string' };
const OPTIONS = ['option1', 'option2', 'option3'];
const titled = (...titles: readonly string[]) => titles.map((title, index) => ({ const: `value${index + 1}`, title }));

const CONTACT: Question['requestedSchema'] = {
  type: 'object',
  properties: {
    username: { ...TEXT, description: "User's response" },
    email: { ...TEXT, description: "User's email address" },
  },
  required: ['username', 'email'],
};

/** A default for each kind of field. */
const DEFAULTS: Question['requestedSchema'] = {
  type: 'object',
  properties: {
    name: { ...TEXT, default: 'John Doe' },
    age: { type: 'integer', default: 30 },
    score: { type: 'number', default: 95.5 },
    status: { ...TEXT, enum: ['active', 'inactive', 'pending'], default: 'active' },
    verified: { type: 'boolean', default: true },
  },
};

/** Every way to choose from a list. */
const CHOICES: Question['requestedSchema'] = {
  type: 'object',
  properties: {
    untitledSingle: { ...TEXT, enum: OPTIONS },
    titledSingle: { ...TEXT, oneOf: titled('First Option', 'Second Option', 'Third Option') },
    legacyEnum: {
      ...TEXT,
      enum: ['opt1', 'opt2', 'opt3'],
      enumNames: ['Option One', 'Option Two', 'Option Three'],
    },
    untitledMulti: { type: 'array', items: { ...TEXT, enum: OPTIONS } },
    titledMulti: { type: 'array', items: { anyOf: titled('First Choice', 'Second Choice', 'Third Choice') } },
  },
};

/** Tools that hand a form to the person. */
export const forms: Tools = {
  async *test_elicitation({ message }, { elicit }) {
    const answer = yield* elicit('contact', { message: String(message), requestedSchema: CONTACT });
    return `User response: ${JSON.stringify(answer)}`;
  },

  async *test_elicitation_sep1034_defaults(_args, { elicit }) {
    const answer = yield* elicit('profile', { message: 'Please check your profile', requestedSchema: DEFAULTS });
    return `Elicitation completed: ${JSON.stringify(answer)}`;
  },

  async *test_elicitation_sep1330_enums(_args, { elicit }) {
    const answer = yield* elicit('choices', { message: 'Please choose', requestedSchema: CHOICES });
    return `Elicitation completed: ${JSON.stringify(answer)}`;
  },

  async *test_streaming_elicitation(_args, { elicit }) {
    const answer = yield* elicit('contact', { message: 'Who are you?', requestedSchema: CONTACT });
    return `User response: ${JSON.stringify(answer)}`;
  },
};
