/** The pictures of the documentation, drawn from the committed result files. */
import { firstResultPicture } from './first-result.ts';
import { ratiosPicture } from './ratios.ts';
import { requestPathPicture } from './request-path.ts';
import { svg } from './svg.ts';

/** Every picture as SVG text, by its file name in `docs/pictures`. */
export function pictures(): ReadonlyMap<string, string> {
  const all = [requestPathPicture(), firstResultPicture(), ratiosPicture()];
  return new Map(all.map((picture) => [`${picture.name}.svg`, svg(picture)]));
}
