import config from './jest.config.mjs';

/** Searches and loads that take minutes: before an issue is resolved, not in every run of `npm test`. */
// biome-ignore lint/style/noDefaultExport: jest reads its configuration from a default export
export default { ...config, testPathIgnorePatterns: ['/node_modules/'], testMatch: ['**/*.soak.test.ts'] };
