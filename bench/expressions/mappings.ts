/** An answer of an API with as many items as fit into a megabyte, and mappings of it as tools have them. */

const DESCRIPTION = 'Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor '.repeat(2);

function item(index: number) {
  return {
    id: index,
    key: `PROJ-${index}`,
    name: `Item number ${index}`,
    status: ['open', 'closed', 'blocked'][index % 3],
    price: ((index * 7919) % 10_000) / 100,
    created: new Date(1.7e12 + index * 6e4).toISOString(),
    tags: [`a${index % 5}`, `b${index % 7}`],
    owner: {
      login: `user${index % 50}`,
      email: `u${index % 50}@example.com`,
      address: { city: `City${index % 20}`, zip: String(10_000 + (index % 90)) },
    },
    description: DESCRIPTION,
  };
}

/** The JSON of an answer. @param count items; 2,000 are some 960 KB */
export function answerOf(count: number): string {
  return JSON.stringify({ total: count, items: Array.from({ length: count }, (_, index) => item(index)) });
}

const ITEMS = '$response.body.items';

/** Mappings by what they do. */
export const MAPPINGS: Readonly<Record<string, string>> = {
  project: `[${ITEMS}.{ 'id': id, 'name': name, 'city': owner.address.city }]`,
  filter: `[${ITEMS}[status='open' and price > 50].id]`,
  'count by key': `${ITEMS}{ status: $count(id) }`,
  'sum by key': `${ITEMS}{ owner.login: $sum(price) }`,
  'sort by function': `$sort(${ITEMS}, function($a, $b) { $a.price < $b.price })[[0..9]].{ 'id': id, 'price': price }`,
  'order by': `(${ITEMS}^(>price))[[0..9]].id`,
  totals: `{ 'n': $count(${ITEMS}), 'sum': $sum(${ITEMS}.price), 'max': $max(${ITEMS}.price) }`,
  distinct: `$distinct(${ITEMS}.tags)`,
  'find a pattern': `[${ITEMS}[$contains(name, /9{2}/)].key]`,
  'filter by date': `[${ITEMS}[$toMillis(created) > 1700000600000].id]`,
  map: `$map(${ITEMS}, function($v, $i) { $i & ': ' & $v.name & ' (' & $uppercase($v.status) & ')' })`,
  first: `${ITEMS}[0].{ 'id': id, 'city': owner.address.city }`,
  'first 100': `${ITEMS}[[0..99]].{ 'id': id, 'key': key, 'name': name, 'owner': owner.login }`,
  merge: `$merge(${ITEMS}.{ key: status })`,
  table: `$join(${ITEMS}.(id & ',' & name & ',' & $formatNumber(price, '#0.00')), '\\n')`,
  reduce: `$reduce(${ITEMS}, function($a, $v) { $a + $v.price }, 0)`,
  descendants: '$count($response.body.**.login)',
  conditions: `[${ITEMS}.{ 'id': id, 'state': status = 'open' ? 'todo' : price > 50 ? 'costly' : 'done' }]`,
  variables: `($open := ${ITEMS}[status='open']; { 'count': $count($open), 'ids': [$open.id] })`,
  matches: `[${ITEMS}.$match(name, /[0-9]+/).match]`,
  split: `[${ITEMS}.{ 'word': $split(name, /\\s+/)[0], 'year': $split(created, '-')[0] }]`,
  'index, by jsonata itself': `[${ITEMS}#$i[[0..199]].{ 'i': $i, 'id': id }]`,
};
