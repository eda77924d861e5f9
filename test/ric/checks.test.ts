import { CHECKS } from './checks.ts';
import { type Functions, startFunctions } from './functions.ts';

/** `npm run ric` runs the same checks under Amazon's runtime interface client. */
describe('under the runtime of the local stack', () => {
  let functions: Functions;

  beforeAll(async () => {
    functions = await startFunctions();
  });
  afterAll(() => functions.stop());

  test.each(CHECKS)('$name', ({ run }) => run(functions));
});
