import { isJsonObject, type Json } from '../../../json.ts';
import type { Table } from '../../../table/index.ts';
import type { CatalogDocument } from '../../documents.ts';
import { LIST_NAMES, type ListName } from '../../types.ts';
import { parseUriTemplate } from '../../uri-template/index.ts';
import { placeOf, readNames, readPageDocuments, readPublishedState } from '../write/index.ts';
import { argumentTypes, NO_ARGUMENTS, type ObjectType, textArguments } from './argument-types.ts';
import type { Actions } from './cedar-schema.ts';

const KINDS: Readonly<Record<ListName, string>> = {
  tools: 'tool',
  prompts: 'prompt',
  resources: 'resource',
  templates: 'resource',
};

/** The actions that documents of one server define. */
export function actionsOfDocuments(documents: readonly CatalogDocument[]): Actions {
  const actions = new Map<string, ObjectType>();
  for (const document of documents) {
    if (document.kind === 'Server') continue;
    const { list, id } = placeOf(document);
    actions.set(`${KINDS[list]}:${id}`, inputOf(document));
  }
  return actions;
}

function inputOf(document: Exclude<CatalogDocument, { readonly kind: 'Server' }>): ObjectType {
  if (document.kind === 'Tool') return argumentTypes(document.input);
  if (document.kind === 'Prompt') return promptArguments((document.arguments ?? []) as unknown as Json);
  return templateArguments(document.uriTemplate);
}

function promptArguments(args: Json | undefined): ObjectType {
  const all = Array.isArray(args) ? args.filter(isJsonObject) : [];
  const namesOf = (some: typeof all) => some.map(({ name }) => String(name));
  return textArguments(namesOf(all), namesOf(all.filter(({ required }) => required === true)));
}

/** A URI may leave a variable out. */
function templateArguments(uriTemplate: string | undefined): ObjectType {
  return uriTemplate === undefined ? NO_ARGUMENTS : textArguments(parseUriTemplate(uriTemplate).variables);
}

/** The actions of a server as they are published: list pages hold what the types of arguments follow from. */
export async function publishedActions(table: Table, server: string): Promise<Actions> {
  const { lists } = await readPublishedState(table, server);
  const actions = new Map<string, ObjectType>();
  for (const list of LIST_NAMES) {
    for (const page of lists[list].flatMap(({ pages }) => pages)) {
      for (const { id, entry } of await readPageDocuments(table, server, page, await readNames(table, server, page))) {
        actions.set(`${KINDS[list]}:${id}`, inputOfEntry(list, id, JSON.parse(entry)));
      }
    }
  }
  return actions;
}

function inputOfEntry(list: ListName, id: string, entry: Json): ObjectType {
  if (!isJsonObject(entry)) return NO_ARGUMENTS;
  if (list === 'tools') return isJsonObject(entry.inputSchema) ? argumentTypes(entry.inputSchema) : NO_ARGUMENTS;
  if (list === 'prompts') return promptArguments(entry.arguments);
  return templateArguments(list === 'templates' ? id : undefined);
}
