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
