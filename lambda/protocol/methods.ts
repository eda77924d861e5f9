import type { ListName } from '../catalog/types.ts';

/** The list methods of every revision: which list they give, and the member of the result that holds it. */
export const LISTS: Readonly<Record<string, { readonly list: ListName; readonly member: string }>> = {
  'tools/list': { list: 'tools', member: 'tools' },
  'prompts/list': { list: 'prompts', member: 'prompts' },
  'resources/list': { list: 'resources', member: 'resources' },
  'resources/templates/list': { list: 'templates', member: 'resourceTemplates' },
};
