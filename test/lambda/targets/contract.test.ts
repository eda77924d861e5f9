import { Ajv2020 } from 'ajv/dist/2020.js';
import { targets } from '../../../lambda/targets/index.ts';
import { fixtures } from './fixtures.ts';
import { callContext, environment } from './support.ts';

/** What holds for every kind of target, whichever they are. */
describe.each(Object.entries(targets))('target type %s', (name, type) => {
  const fixture = fixtures[name];
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile(type.schema);

  test('is registered under its own name and has fixtures', () => {
    expect(type.type).toBe(name);
    expect(fixture?.good.length).toBeGreaterThan(0);
  });

  test.each((fixture?.good ?? []).map((tool) => [tool.name, tool] as const))(
    '%s: schema and check agree',
    async (_, tool) => {
      expect({ valid: validate(tool.target), errors: validate.errors }).toEqual({ valid: true, errors: null });
      expect(await type.check(tool)).toEqual([]);
    },
  );

  test.each((fixture?.bad ?? []).map((tool) => [tool.name, tool] as const))(
    '%s: refused at publish',
    async (_, tool) => {
      const problems = validate(tool.target) ? await type.check(tool) : validate.errors;
      expect(problems).not.toHaveLength(0);
    },
  );

  test('the schema is closed', () => {
    for (const tool of fixture?.good ?? []) {
      expect(validate({ ...tool.target, surprise: 1 })).toBe(false);
    }
  });

  test('a call answers content', async () => {
    for (const tool of fixture?.good ?? []) {
      const result = await type.prepare(tool, environment())({ name: 'x' }, callContext());
      expect(Array.isArray(result.content)).toBe(true);
    }
  });
});
