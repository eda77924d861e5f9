import fc from 'fast-check';
import { openHouse } from './support/deployment.ts';
import { deepText, jsonText } from './support/json-text.ts';
import { judge } from './support/judge.ts';
import { CALLS, headersOf, nearlyRight, posted, rightCall, ways } from './support/requests.ts';

const RUNS = 1_200;
const house = await openHouse();

const eras = fc.tuple(fc.constantFrom(...CALLS), fc.boolean(), ways);

test('any JSON at all is answered as the protocol says', async () => {
  const property = fc.asyncProperty(eras, fc.oneof(jsonText, deepText), async ([call, modern, way], body) => {
    const sent = posted(way, headersOf(call, modern), body);
    judge(sent, await house.send(sent));
  });
  await fc.assert(property, { numRuns: RUNS });
});

test('a request with a few members of anything is answered as the protocol says', async () => {
  const property = fc.asyncProperty(nearlyRight, async (sent) => {
    judge(sent, await house.send(sent));
  });
  await fc.assert(property, { numRuns: 2 * RUNS });
});

test('a body that is no JSON, is cut off, or is no UTF-8 is answered as the protocol says', async () => {
  const spoiled = fc
    .tuple(eras, fc.uint8Array({ maxLength: 8 }), fc.nat(400), fc.nat(8))
    .map(([[call, modern, way], bytes, at, gone]) => {
      const right = Buffer.from(String(rightCall(call, way, modern).body));
      const body = Buffer.concat([right.subarray(0, at), bytes, right.subarray(at + gone)]);
      return posted(way, headersOf(call, modern), new Uint8Array(body));
    });
  const property = fc.asyncProperty(spoiled, async (sent) => {
    judge(sent, await house.send(sent));
  });
  await fc.assert(property, { numRuns: RUNS });
});

test('batches of anything are answered as the protocol says', async () => {
  const batches = fc.tuple(
    ways,
    fc.array(
      fc.oneof(
        jsonText,
        nearlyRight.map(({ body }) => String(body)),
      ),
      { maxLength: 6 },
    ),
  );
  const property = fc.asyncProperty(batches, async ([way, bodies]) => {
    const sent = posted(way, [['content-type', 'application/json']], `[${bodies.join(',')}]`);
    judge(sent, await house.send(sent));
  });
  await fc.assert(property, { numRuns: RUNS / 2 });
});
