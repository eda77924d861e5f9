import { changesBetween } from '../../../../lambda/protocol/subscriptions/changes.ts';
import type { Filter } from '../../../../lambda/protocol/subscriptions/filter.ts';
import { accessOf } from '../support/access.ts';
import { TestCatalog, type Version, viewOf } from './support.ts';

const EVERYTHING: Filter = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };

function changes(before: Version, after: Version, filter: Filter) {
  const catalog = new TestCatalog(before);
  catalog.publish(after);
  return changesBetween(accessOf({ view: viewOf(1) }), accessOf({ view: viewOf(2) }), filter, catalog);
}

describe('what a client is told of two versions', () => {
  test.each([
    ['tools', 'notifications/tools/list_changed'],
    ['prompts', 'notifications/prompts/list_changed'],
    ['resources', 'notifications/resources/list_changed'],
    ['templates', 'notifications/resources/list_changed'],
  ])('another list of %s: %s, and nothing else', async (list, method) => {
    expect(await changes({}, { lists: { [list]: 'new' } }, EVERYTHING)).toEqual([{ method }]);
  });

  test('resources and templates that change together are told once', async () => {
    const told = await changes({}, { lists: { resources: 'new', templates: 'new' } }, EVERYTHING);
    expect(told).toEqual([{ method: 'notifications/resources/list_changed' }]);
  });

  test('nothing that was not asked for', async () => {
    const after = { lists: { tools: 'new', resources: 'new' }, resources: { 'file:///a': 2 } };
    expect(await changes({}, after, { promptsListChanged: true })).toEqual([]);
  });

  test('each URI whose document was written, came or went; others, and those that never were, not', async () => {
    const uris = Array.from({ length: 30 }, (_, n) => `file:///${n}`);
    const before = { resources: { 'file:///1': 1, 'file:///2': 1, 'file:///25': 1 } };
    const after = { resources: { 'file:///1': 2, 'file:///2': 1, 'file:///29': 2 } };
    expect(await changes(before, after, { resourceSubscriptions: uris })).toEqual(
      ['file:///1', 'file:///25', 'file:///29'].map((uri) => ({
        method: 'notifications/resources/updated',
        params: { uri },
      })),
    );
  });

  test.each<[string, Version, Version, number]>([
    [
      'that stays hidden',
      { resources: { 'x:a': 1 }, hidden: ['x:a'] },
      { resources: { 'x:a': 2 }, hidden: ['x:a'] },
      0,
    ],
    ['that goes while hidden', { resources: { 'x:a': 1 }, hidden: ['x:a'] }, {}, 0],
    ['that is hidden now', { resources: { 'x:a': 1 } }, { resources: { 'x:a': 2 }, hidden: ['x:a'] }, 0],
    ['that is shown now', { resources: { 'x:a': 1 }, hidden: ['x:a'] }, { resources: { 'x:a': 2 } }, 1],
  ])('of a URI %s as much as it could have read itself', async (_name, before, after, told) => {
    expect(await changes(before, after, { resourceSubscriptions: ['x:a'] })).toHaveLength(told);
  });
});
