import type { ListName } from '../../catalog/index.ts';

/** The list methods of every revision, with the list that each returns and the member of the result that holds it. */
export const LISTS = {
  'tools/list': { list: 'tools', member: 'tools' },
  'prompts/list': { list: 'prompts', member: 'prompts' },
  'resources/list': { list: 'resources', member: 'resources' },
  'resources/templates/list': { list: 'templates', member: 'resourceTemplates' },
} as const satisfies Readonly<Record<string, { readonly list: ListName; readonly member: string }>>;

export type ListMethod = keyof typeof LISTS;
