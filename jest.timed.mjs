import config from './jest.config.mjs';
import { TIMED } from './jest.coverage.mjs';

const { testMatch: _, ...rest } = config;
// biome-ignore lint/style/noDefaultExport: jest reads its configuration from a default export
export default { ...rest, testRegex: TIMED, maxWorkers: 1 };
