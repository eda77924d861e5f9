import { explore } from '../../support/interleaving.ts';
import { few } from './support/model-scenarios.ts';

test.each(few)(
  '$name: every order, at least $minimum states',
  async ({ create, minimum }) => {
    expect((await explore(create)).states).toBeGreaterThanOrEqual(minimum);
  },
  180_000,
);
