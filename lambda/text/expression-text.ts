/** JSON Schema of a text that is one expression as a whole. Publishing has words of its own for its faults. */
export const EXPRESSION_TEXT = { type: 'string', pattern: '^\\{%[\\s\\S]*%\\}$' } as const;
