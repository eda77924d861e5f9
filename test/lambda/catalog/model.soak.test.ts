import { explore } from '../../support/interleaving.ts';
import { many } from './support/model-scenarios.ts';

test.each(many)(
  '$name: every order, at least $minimum states',
  async ({ create, minimum }) => {
    expect((await explore(create)).states).toBeGreaterThanOrEqual(minimum);
  },
  180_000,
);
