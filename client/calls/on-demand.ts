/** What {@link loadCatalog} loads. */
export type Catalog = typeof import('./catalog/index.ts');

/** Loads what reads the results of lists, resources, prompts and completions. */
export function loadCatalog(): Promise<Catalog> {
  return quiet(import('./catalog/index.ts'));
}

/** Loads what answers the questions of servers. */
export function loadQuestions() {
  return import('./questions.ts');
}

/** Loads what follows tasks. */
export function loadTasks() {
  return quiet(import('./tasks/index.ts'));
}

/** Whoever awaits the promise learns of a failure; it is not reported otherwise. */
function quiet<T>(loading: Promise<T>): Promise<T> {
  loading.catch(() => undefined);
  return loading;
}
