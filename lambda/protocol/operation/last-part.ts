import { type InputRequiredPart, type Part, type Parts, partsIn, type ResultPart } from '../../targets/index.ts';

/**
 * Reads the parts of a call up to the last one.
 *
 * @param see receives each part before the last
 * @throws Error for a target that ends without a result, which is a bug
 */
export async function lastPart(
  parts: Parts,
  see: (part: Exclude<Part, ResultPart | InputRequiredPart>) => void = () => {},
): Promise<ResultPart | InputRequiredPart> {
  for await (const given of parts) {
    for (const part of partsIn(given)) {
      if (part.type === 'result' || part.type === 'input_required') return part;
      see(part);
    }
  }
  throw new Error('a target ended without a result');
}
