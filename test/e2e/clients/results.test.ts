import { type ClientResult, mergeResults, regressionsOf, renderResults } from './results.ts';
import { type Cell, STEPS, type Step } from './steps.ts';

const passed: Cell = { outcome: 'passed' };

function client(name: string, changes: Partial<Record<Step, Cell>> = {}): ClientResult {
  const cells = Object.fromEntries(STEPS.map((step) => [step, changes[step] ?? passed])) as Record<Step, Cell>;
  return { name, title: name.toUpperCase(), cells };
}

const skipped: ClientResult = { name: 'a', title: 'A', skipped: 'not for this machine' };

describe('regressions', () => {
  test('are steps that passed before and do not pass now', () => {
    const before = { clients: [client('a'), client('b', { list: { outcome: 'failed', note: 'no' } })] };
    const now = [
      client('a', { call: { outcome: 'failed', note: 'broken' }, prompt: { outcome: 'unsupported' } }),
      client('b', { list: { outcome: 'failed', note: 'no' } }),
    ];

    const regressions = regressionsOf(before, now);

    expect(regressions).toEqual([
      { title: 'A', step: 'call', note: 'broken' },
      { title: 'A', step: 'prompt', note: 'unsupported' },
    ]);
  });

  test('are not found in clients that are new or were skipped', () => {
    expect(regressionsOf({ clients: [client('a')] }, [skipped])).toEqual([]);
    expect(regressionsOf({ clients: [] }, [client('a', { call: { outcome: 'failed', note: 'no' } })])).toEqual([]);
  });
});

describe('merged results', () => {
  test('have the fresh rows, and the old ones of clients that did not run, in the order of the list', () => {
    const old = { clients: [client('a'), client('b'), client('gone')] };
    const fresh = client('b', { call: { outcome: 'failed', note: 'no' } });

    expect(mergeResults(old, [fresh, skipped], ['b', 'a', 'c'])).toEqual({ clients: [fresh, client('a')] });
  });

  test('name a skipped client that has no row yet', () => {
    expect(mergeResults({ clients: [] }, [skipped], ['a'])).toEqual({ clients: [skipped] });
  });
});

test('the rendered results have a symbol for each outcome, and one note for clients that share it', () => {
  const old: Partial<Record<Step, Cell>> = {
    connect: { outcome: 'failed', note: 'expected a | b' },
    list: { outcome: 'failed', note: 'expected a | b' },
    call: { outcome: 'failed' },
    progress: { outcome: 'unsupported' },
  };

  const lines = renderResults({ clients: [client('a', old), client('b', old), { ...skipped, title: 'C' }] }).split(
    '\n',
  );

  expect(lines[2]?.replaceAll(/\s+/g, '')).toBe('|A|✗|✗|✗|✓|✓|✓|✓|✓|–|✓|✓|✓|');
  expect(lines.slice(-2)).toEqual(['- A; B (connect, list: expected a \\| b)', '- C (skipped: not for this machine)']);
});
