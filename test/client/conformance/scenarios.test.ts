import { listScenarios } from '../../conformance/suite.ts';
import { NOT_APPLICABLE, scenariosOf } from './scenarios.ts';

test.each(['v1', 'v2'] as const)(
  'every scenario of the suite runs with SDK %s, or has a reason not to',
  async (sdk) => {
    const listed = [...(await listScenarios(['--client'])).matchAll(/^ {2}- (\S+) \[/gm)].map(([, name]) => name ?? '');

    const runs = new Set(scenariosOf(sdk).map(({ name }) => name));
    const reasons = Object.keys({ ...NOT_APPLICABLE.any, ...NOT_APPLICABLE[sdk] });
    const unknown = listed.filter((name) => !runs.has(name) && !reasons.some((reason) => name.startsWith(reason)));

    expect(listed.length).toBeGreaterThan(40);
    expect(unknown).toEqual([]);
  },
);
