/** Templates at publish: finds faults in expressions before a call runs them. Functions do not bundle it. */
export { checkTemplate } from './check.ts';
export { LOWER_CASE } from './members.ts';
export { checkTexts, literalFaults, type TemplateKeys, unfilledFaults } from './texts.ts';
