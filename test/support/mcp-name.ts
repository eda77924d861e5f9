/**
 * The parameter that `Mcp-Name` mirrors, by method; written from the specification, to check the functions' own list.
 * spec: basic/transports/streamable-http#standard-request-headers; ext-tasks, Routing Headers
 */
export const NAMED_BY: Readonly<Record<string, string>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'tasks/get': 'taskId',
  'tasks/update': 'taskId',
  'tasks/cancel': 'taskId',
};
