/** JSON Schema of arguments that are all strings, as those of prompts and of templates of resources are. */
export function stringArguments(names: readonly string[], required: readonly string[] = []) {
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  return { type: 'object', properties, required };
}
