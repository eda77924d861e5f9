import { type Listed, planRuns, REQUIRED_REVISIONS, REVISIONS, readListed } from './plan.ts';
import { listScenarios } from './suite.ts';

const LISTED = {
  required: {
    '2026-07-28': { scored: ['caching'], unscored: ['tasks-lifecycle'] },
    '2025-11-25': { scored: ['ping'], unscored: [] },
  },
  scenarios: new Map([
    ['ping', ['2025-06-18', '2025-11-25']],
    ['caching', ['2026-07-28']],
    ['fresh', ['2026-07-28']],
    ['tasks-lifecycle', []],
    ['skills', []],
  ]),
};

describe('planRuns', () => {
  test('runs what is required, all of the older revisions, and one by one what neither names', () => {
    expect(planRuns(LISTED).batches).toEqual([
      {
        revision: '2026-07-28',
        selection: ['--requirements', '2026-07-28'],
        scenarios: ['caching', 'tasks-lifecycle'],
      },
      { revision: '2025-11-25', selection: ['--requirements', '2025-11-25'], scenarios: ['ping'] },
      { revision: '2025-06-18', selection: ['--suite', 'all', '--spec-version', '2025-06-18'], scenarios: ['ping'] },
      { revision: '2025-03-26', selection: ['--suite', 'all', '--spec-version', '2025-03-26'], scenarios: [] },
      {
        revision: '2026-07-28',
        selection: ['--scenario', 'fresh', '--spec-version', '2026-07-28'],
        scenarios: ['fresh'],
      },
      { revision: '2026-07-28', selection: ['--scenario', 'skills'], scenarios: ['skills'] },
    ]);
  });
});

describe('what runs of the suite that is installed', () => {
  let listed: Listed;

  beforeAll(async () => {
    listed = await readListed();
  });

  test('scores what it requires: 37 scenarios of 2026-07-28, 30 of 2025-11-25', () => {
    const { scored } = planRuns(listed);
    expect(REQUIRED_REVISIONS.map((revision) => scored[revision].length)).toEqual([37, 30]);
  });

  test.each(REQUIRED_REVISIONS)(
    'holds each line of `list --requirements %s` that names a server scenario',
    async (revision) => {
      const text = await listScenarios(['--requirements', revision]);
      const [server = ''] = text.split('\nClient scenarios');
      const scored = [...server.matchAll(/- (\S+)/g)].map(([, name]) => name);
      const unscored = [...text.matchAll(/- (\S+) \[server\]/g)].map(([, name]) => name);
      const { batches } = planRuns(listed);
      const [batch] = batches.filter(({ selection }) => selection.join() === `--requirements,${revision}`);
      expect(batch?.scenarios).toEqual([...scored, ...unscored]);
    },
  );

  test.each(REVISIONS)('holds all that `--suite all` has at %s', async (revision) => {
    const text = await listScenarios(['--server', '--spec-version', revision]);
    const all = [...text.matchAll(/- (\S+) \[/g)].map(([, name]) => name);
    const { batches } = planRuns(listed);
    const ran = batches.filter((batch) => batch.revision === revision).flatMap(({ scenarios }) => scenarios);
    expect(all.length).toBeGreaterThan(0);
    expect(ran).toEqual(expect.arrayContaining(all));
  });

  test('runs each scenario once at a revision, those of extensions too', () => {
    const ran = planRuns(listed).batches.flatMap(({ revision, scenarios }) =>
      scenarios.map((name) => `${revision} ${name}`),
    );
    expect(new Set(ran).size).toBe(ran.length);
    const names = new Set(ran.map((one) => one.split(' ')[1]));
    expect([...listed.scenarios.keys()].filter((name) => !names.has(name))).toEqual([]);
  });
});
