/**
 * Returns a function that loads code with its first call, so that it delays no cold start that does not need it, and returns the
 * loaded module without a promise from then on. docs/decisions/0047-code-loads-on-first-use.md
 *
 * @param load imports a module
 */
export function loadedOnce<Module extends object>(load: () => Promise<Module>): () => Module | Promise<Module> {
  let loaded: Module | undefined;
  let loading: Promise<Module> | undefined;
  return () => {
    if (loaded !== undefined) return loaded;
    loading ??= load().then((module) => {
      loaded = module;
      return module;
    });
    loading.catch(() => {}); // every caller that waits sees it
    return loading;
  };
}

/** Uses a module as {@link loadedOnce} returns it: without a promise, once it has loaded. */
export function whenLoaded<Module extends object, U>(
  module: Module | Promise<Module>,
  use: (module: Module) => U | Promise<U>,
): U | Promise<U> {
  return module instanceof Promise ? module.then(use) : use(module);
}
