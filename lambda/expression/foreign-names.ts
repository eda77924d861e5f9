import type { Variable } from './path.ts';

/** Functions of other languages, and what to write. */
const FUNCTIONS: readonly (readonly [names: string, advice: string])[] = [
  ['size', '$count'],
  ['len', '$length for a text, $count for a list'],
  ['fromJson parseJson jsonParse jsonDecode json', '$parse'],
  ['toJson stringify jsonStringify jsonEncode str toString', '$string'],
  ['base64 b64encode base64Encode', '$base64encode'],
  ['b64decode base64Decode', '$base64decode'],
  ['upper toUpper toUpperCase', '$uppercase'],
  ['lower toLower toLowerCase', '$lowercase'],
  ['int float toNumber parseInt parseFloat', '$number'],
  ['unique uniq', '$distinct'],
  ['md5 sha1 sha256 sha512', '$hash(text, algorithm)'],
  ['uuidv4 guid', '$uuid'],
  ['date today timestamp time', '$now or $millis'],
  ['concat', '& between texts, $append between lists'],
  ['default coalesce ifNull', 'a condition, such as a ? a : b'],
  ['urlencode encodeURIComponent', '$encodeUrlComponent'],
  ['entries', '$each'],
];

/** What other gateways call our variables. */
const VARIABLES: readonly (readonly [names: string, variable: Variable, advice: string])[] = [
  ['input inputs params parameters arguments', 'args', '$args'],
  ['body data output payload result results', 'response', '$response.body'],
  ['states', 'response', '$response.body, or $args for an argument'],
  ['states context ctx', 'args', '$args'],
  ['res resp', 'response', '$response'],
  ['headers', 'response', '$response.headers'],
  ['status statusCode', 'response', '$response.status'],
  ['item record line chunk', 'row', '$row'],
  ['user sub claims identity', 'caller', '$caller.id'],
];

/**
 * Returns what to write in place of a variable or function of others.
 *
 * @param name without its `$`
 * @param available the variables at the place
 * @returns `undefined` for any other name
 */
export function foreignNameAdvice(name: string, available: readonly Variable[]): string | undefined {
  const has = (names: string) => names.split(' ').includes(name);
  const variable = VARIABLES.find(([names, wanted]) => has(names) && available.includes(wanted));
  return variable?.[2] ?? FUNCTIONS.find(([names]) => has(names))?.[1];
}
