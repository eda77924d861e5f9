/** The JSON Schema of arguments that are all strings: those of a prompt or a resource template. */
export function stringArguments(names: readonly string[], required: readonly string[] = []) {
  const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  return { type: 'object', properties, required, additionalProperties: false };
}
