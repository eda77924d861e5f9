import { sseArrivals } from '../../../../bin/cli/doctor/probe/index.ts';

test('blocks have the time of their last byte, in their order, also those that arrive together', () => {
  const arrivals = [
    { text: 'event: message\ndata: {"row":1}\n', ms: 10 },
    { text: '\n', ms: 12 },
    { text: ':\n\nevent: message\ndata: {"row":2}\n\n:', ms: 1_010 },
    { text: '\n\n', ms: 1_500 },
  ];

  expect(sseArrivals(arrivals)).toEqual([
    { data: '{"row":1}', ms: 12 },
    { data: undefined, ms: 1_010 },
    { data: '{"row":2}', ms: 1_010 },
    { data: undefined, ms: 1_500 },
  ]);
});
