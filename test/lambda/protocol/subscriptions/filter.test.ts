import { isEmpty, readFilter } from '../../../../lambda/protocol/subscriptions/filter.ts';

const read = (notifications: unknown) => readFilter({ notifications } as Parameters<typeof readFilter>[0]);

describe('the filter of subscriptions/listen', () => {
  test('has what was asked for, in the words of the specification', () => {
    const filter = {
      toolsListChanged: true,
      promptsListChanged: true,
      resourcesListChanged: true,
      resourceSubscriptions: ['file:///a', 'nonsense'],
      taskIds: ['t-1'],
    };
    expect(read(filter)).toEqual(filter);
  });

  test('leaves out what was not asked for, what it does not know, and what was said twice', () => {
    const filter = read({
      toolsListChanged: false,
      resourceSubscriptions: ['file:///a', 'file:///a'],
      taskIds: [],
      moonPhases: true,
    });
    expect(filter).toEqual({ resourceSubscriptions: ['file:///a'] });
    expect(isEmpty(read({}))).toBe(true);
  });

  test.each([
    ['none', undefined],
    ['a list', []],
    ['a flag that is no boolean', { toolsListChanged: 'yes' }],
    ['URIs that are no list', { resourceSubscriptions: 'file:///a' }],
    ['a URI that is no string', { resourceSubscriptions: ['file:///a', 1] }],
    ['too many URIs', { resourceSubscriptions: Array.from({ length: 101 }, (_, n) => `file:///${n}`) }],
    ['a URI that is too long', { resourceSubscriptions: [`file:///${'a'.repeat(1_024)}`] }],
    ['too many tasks', { taskIds: Array.from({ length: 21 }, (_, n) => `t-${n}`) }],
    ['a task id that is too long', { taskIds: ['t'.repeat(257)] }],
  ])('is refused: %s', (_, notifications) => {
    expect(() => read(notifications)).toThrow(expect.objectContaining({ code: -32602 }));
  });
});
