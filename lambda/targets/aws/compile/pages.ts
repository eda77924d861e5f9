import type { JsonObject } from '../../../json.ts';
import type { Operation, Shape } from '../model/publish.ts';

/** Where pagination of `http` puts a token, by the location of its parameter. */
const PLACES: Readonly<Record<string, string>> = { querystring: 'query', header: 'headers' };

/** Writes how an operation's pages follow each other as `pagination` of `http`; `undefined` where the model does not say. */
export function pagesOf({ pages }: Operation, { members = {} }: Shape): JsonObject | undefined {
  if (pages === undefined) return undefined;
  const { tokens, more, items } = pages;
  const next: Record<string, Record<string, string>> = {};
  for (const [name, output] of tokens) {
    const { location, locationName = name } = members[name] ?? {};
    const place = PLACES[String(location)] ?? 'body';
    const token = `$response.body.${quoted(output)}`;
    const found = more === undefined ? token : `$response.body.${quoted(more)} ? ${token}`;
    next[place] = { ...next[place], [locationName]: `{% ${found} %}` };
  }
  return { type: 'next', next, ...(items !== undefined && { items: `{% ${itemsAt(items)} %}` }) };
}

const itemsAt = (items: string) => (items === '' ? '$response.body' : `$response.body.${quoted(items)}`);

const quoted = (path: string) =>
  path
    .split('.')
    .map((name) => `\`${name}\``)
    .join('.');
