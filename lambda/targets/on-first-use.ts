import { loadedOnce } from '../loaded-once.ts';
import type { PreparedTarget, PrepareTarget } from './types.ts';

/**
 * Prepares targets of a type whose code loads with the first of them. Once it has loaded, a call waits for nothing.
 *
 * @param load imports the type's folder
 */
export function onFirstUse(load: () => Promise<{ readonly prepare: PrepareTarget }>): PrepareTarget {
  const type = loadedOnce(load);
  return (tool, environment) => {
    const loaded = type();
    if (!(loaded instanceof Promise)) return loaded.prepare(tool, environment);
    let prepared: PreparedTarget | undefined;
    const preparing = loaded.then(({ prepare }) => {
      prepared = prepare(tool, environment);
      return prepared;
    });
    preparing.catch(() => {}); // every call reports it
    return (args, context) =>
      prepared === undefined ? preparing.then((run) => run(args, context)) : prepared(args, context);
  };
}
