import config from './jest.config.mjs';

/** The templates of five stages under cfn-lint, which takes a minute of processor time and has to be installed. */
// biome-ignore lint/style/noDefaultExport: jest reads its configuration from a default export
export default { ...config, testPathIgnorePatterns: ['/node_modules/'], testMatch: ['**/*.lint.test.ts'] };
