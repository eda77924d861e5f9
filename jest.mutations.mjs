import config from './jest.config.mjs';

const [[pattern, [, options]]] = Object.entries(config.transform);

/** Tests against code from which one check is removed: `npm run mutations` says which, in the environment. */
// biome-ignore lint/style/noDefaultExport: jest reads its configuration from a default export
export default {
  ...config,
  transform: { [pattern]: ['<rootDir>/test/mutations/transform.mjs', options] },
  testSequencer: '<rootDir>/test/mutations/sequencer.mjs',
  reporters: [],
  bail: true,
  testTimeout: 20_000,
};
