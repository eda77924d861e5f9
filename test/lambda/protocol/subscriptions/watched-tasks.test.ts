import { WatchedTasks } from '../../../../lambda/protocol/subscriptions/watched-tasks.ts';

test('a report keeps the digits of long integers in the result', async () => {
  const text = '{"taskId":"a","status":"completed","result":{"structuredContent":{"id":9007199254740993}}}';
  const tasks = new WatchedTasks(async () => ({ changedAt: 1, ended: true, text: async () => text }));

  const reports = await tasks.add(['a']);

  expect(JSON.stringify(reports.get('a'))).toBe(text);
});
