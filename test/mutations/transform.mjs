/** Compiles TypeScript for jest, with one place of one file replaced as `SPILLWAY_MUTANT` says. */
import { createTransformer as createSwc } from '@swc/jest';

const mutant = process.env.SPILLWAY_MUTANT && JSON.parse(process.env.SPILLWAY_MUTANT);

function createTransformer(options) {
  const swc = createSwc(options);
  return {
    ...swc,
    // The cache's key depends on the text, so that neither code with the check nor code without it is taken for the other.
    getCacheKey: (text, path, ...rest) => swc.getCacheKey(mutate(text, path), path, ...rest),
    process: (text, path, ...rest) => swc.process(mutate(text, path), path, ...rest),
    processAsync: (text, path, ...rest) => swc.processAsync(mutate(text, path), path, ...rest),
  };
}

// biome-ignore lint/style/noDefaultExport: jest reads a transformer from a default export
export default { createTransformer };

function mutate(text, path) {
  if (!mutant || !path.endsWith(`/${mutant.file}`)) return text;
  return text.slice(0, mutant.start) + mutant.replacement + text.slice(mutant.end);
}
