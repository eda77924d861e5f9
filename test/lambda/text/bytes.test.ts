import fc from 'fast-check';
import { exceedsBytes } from '../../../lambda/text/index.ts';

test('a text exceeds a limit exactly when its UTF-8 bytes do', () => {
  const limits = fc.integer({ min: 0, max: 60 });

  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), limits, (text, limit) => {
      expect(exceedsBytes(text, limit)).toBe(Buffer.byteLength(text) > limit);
    }),
  );
});
