import { forms } from './forms.ts';
import { rounds } from './rounds.ts';
import { defineTools } from './tools.ts';

/** Tools, and a prompt, that cannot go on without an answer. */
export const handler = defineTools({ ...forms, ...rounds });
