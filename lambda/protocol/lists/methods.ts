import type { ListName } from '../../catalog/index.ts';

/** A list method: which list it gives, and the member of the result that holds it. */
interface ListMethod {
  readonly list: ListName;
  readonly member: string;
}

/** The list methods of every revision. */
export const LISTS = {
  'tools/list': { list: 'tools', member: 'tools' },
  'prompts/list': { list: 'prompts', member: 'prompts' },
  'resources/list': { list: 'resources', member: 'resources' },
  'resources/templates/list': { list: 'templates', member: 'resourceTemplates' },
} as const satisfies Readonly<Record<string, ListMethod>>;
