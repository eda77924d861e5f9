import { once } from 'node:events';
import type { Server } from 'node:http';
import { createCountryService } from '../../examples/countries/routes.ts';

describe('the country service', () => {
  let service: Server;
  let base: string;

  beforeAll(async () => {
    service = createCountryService().listen(0, '127.0.0.1');
    await once(service, 'listening');
    const address = service.address();
    base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
  });

  afterAll(() => {
    service.closeAllConnections();
    service.close();
  });

  async function ask(path: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> {
    const response = await fetch(base + path, init);
    return { status: response.status, body: await response.json() };
  }

  async function namesFound(query: string): Promise<string[]> {
    const response = await fetch(`${base}/countries?${query}`);
    const page: { items: { name: { common: string } }[] } = JSON.parse(await response.text());
    return page.items.map((country) => country.name.common);
  }

  test('is healthy and holds the whole data set', async () => {
    expect(await ask('/health')).toEqual({ status: 200, body: { status: 'ok', countries: 250 } });
  });

  test.each(['CH', 'che', 'CHE'])('finds a country by the code %s', async (code) => {
    const { status, body } = await ask(`/countries/${code}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ cca3: 'CHE', capital: ['Bern'], area: 41284, landlocked: true });
  });

  test('leaves out what an agent does not need, and says null for an area that nobody measured', async () => {
    const { body } = await ask('/countries/SJM');
    expect(body).toMatchObject({ area: null });
    expect(body).not.toHaveProperty('translations');
  });

  test('finds countries by several filters at once, sorted and paged', async () => {
    const { body } = await ask('/countries?region=Europe&landlocked=true&sort=area&order=desc&limit=1&offset=1');
    expect(body).toMatchObject({ total: 15, offset: 1, items: [{ name: { common: 'Hungary' } }] });
  });

  test.each([
    ['a name in its own language, without its accents', 'q=cote+d%27ivoire', ['Ivory Coast']],
    ['a capital', 'q=bern', ['Switzerland']],
    ['a language by name', 'language=Romansh', ['Switzerland']],
    ['a language by code', 'language=roh', ['Switzerland']],
    ['a currency', 'currency=chf', ['Liechtenstein', 'Switzerland']],
    ['an area', 'minArea=1&maxArea=2.1', ['Monaco']],
    [
      'a subregion',
      'subregion=Australia+and+New+Zealand&landlocked=false&limit=2&minArea=1000',
      ['Australia', 'New Zealand'],
    ],
    ['nothing', 'q=atlantis', []],
  ])('finds countries by %s', async (_, query, names) => {
    expect(await namesFound(query)).toEqual(names);
  });

  test('lists neighbours, and none for an island', async () => {
    expect(await ask('/countries/LI/neighbours')).toMatchObject({
      body: { of: 'Liechtenstein', items: [{ cca3: 'AUT' }, { cca3: 'CHE' }] },
    });
    expect(await ask('/countries/IS/neighbours')).toEqual({ status: 200, body: { of: 'Iceland', items: [] } });
  });

  test('adds up regions', async () => {
    const { body } = await ask('/statistics');
    expect(body).toMatchObject({
      by: 'region',
      rows: [{ name: 'Americas', landlocked: 2, largest: 'Canada' }, {}, {}, {}, {}, {}],
    });
  });

  test('orders countries by their distance from a point', async () => {
    const { body } = await ask('/nearest?latitude=46.9&longitude=7.4&limit=2');
    expect(body).toMatchObject({ items: [{ distanceKm: 47, country: { cca3: 'CHE' } }, { country: { cca3: 'LIE' } }] });
  });

  test('compares countries and finds what they share', async () => {
    const { body } = await ask('/comparisons', { method: 'POST', body: JSON.stringify({ codes: ['DE', 'LU', 'BE'] }) });
    expect(body).toMatchObject({
      countries: [{ cca3: 'DEU' }, { cca3: 'LUX' }, { cca3: 'BEL' }],
      shared: { languages: ['German'], currencies: ['EUR'], borders: ['FRA'] },
    });
  });

  test('writes the countries of a region line by line', async () => {
    const response = await fetch(`${base}/countries.ndjson?region=antarctic`);
    const lines = (await response.text()).trimEnd().split('\n');
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(lines.map((line) => JSON.parse(line).cca3)).toEqual(['ATA', 'BVT', 'ATF', 'HMD', 'SGS']);
  });

  test('pauses before each line when it is asked to, and stops when nobody listens', async () => {
    const response = await fetch(`${base}/countries.ndjson?pauseMs=50`);
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    await reader?.cancel();
    expect(JSON.parse(new TextDecoder().decode(value))).toMatchObject({ cca3: 'AFG' });
  });

  test.each([
    ['an unknown code', '/countries/ZZ', 404, "No country has the code 'ZZ'; use ISO 3166-1, such as CH or CHE"],
    ['an unknown path', '/planets', 404, 'Nothing answers GET /planets'],
    ['a broken escape', '/countries/%zz', 400, 'The path is not properly encoded'],
    ['an unknown filter', '/countries?continent=Asia', 400, "Unknown parameter 'continent'"],
    ['an unknown region', '/countries?region=Middle-earth', 400, "'region' must be one of Africa, Americas"],
    ['a limit beyond the bound', '/countries?limit=1000', 400, "'limit' must be a number from 1 to 50, not '1000'"],
    ['an empty number', '/countries?minArea=', 400, "'minArea' must be a number"],
    ['a pause beyond the bound', '/countries.ndjson?pauseMs=5000', 400, "'pauseMs' must be a number from 0 to 2000"],
    ['half a point', '/nearest?latitude=1', 400, "'latitude' and 'longitude' are both needed"],
  ])('refuses %s', async (_, path, status, message) => {
    const refusal = await ask(path);
    expect(refusal).toEqual({ status, body: { message: expect.stringContaining(message) } });
  });

  test.each(['not json', '{}', '{"codes":["CH"]}', '{"codes":["CH",7]}', 'null'])(
    'refuses the comparison %s',
    async (body) => {
      expect(await ask('/comparisons', { method: 'POST', body })).toMatchObject({ status: 400 });
    },
  );
});
