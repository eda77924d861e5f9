import { protocolHeaders } from '../../../client/http/index.ts';
import { type JsonObject, mirroredParams } from '../../../lambda/mcp/index.ts';

const V2026 = '2026-07-28';

function call(args: JsonObject): JsonObject {
  return { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'order', arguments: args } };
}

test.each([
  ['tools/call', { name: 'order' }, 'order'],
  ['prompts/get', { name: 'país' }, '=?base64?cGHDrXM=?='],
  ['resources/read', { uri: 'shop://orders/1' }, 'shop://orders/1'],
  ['tasks/cancel', { taskId: 't1' }, 't1'],
])('%s mirrors its method and name', (method, params, name) => {
  expect(protocolHeaders({ jsonrpc: '2.0', id: 1, method, params }, V2026)).toEqual({
    'mcp-protocol-version': V2026,
    'mcp-method': method,
    'mcp-name': name,
  });
});

test.each([
  ['tools/list', {}],
  ['tools/call', { name: 7 }],
  ['tools/call', undefined],
  ['constructor', { name: 'a' }],
])('%s with %j has no name', (method, params) => {
  expect(protocolHeaders({ jsonrpc: '2.0', method, ...(params && { params }) }, V2026)).toEqual({
    'mcp-protocol-version': V2026,
    'mcp-method': method,
  });
});

test('a response has the revision alone', () => {
  expect(protocolHeaders({ jsonrpc: '2.0', id: 1, result: {} }, V2026)).toEqual({ 'mcp-protocol-version': V2026 });
});

test('the arguments that the schema marks have headers, where they are present', () => {
  const marked = (name: string, type = 'string') => ({ type, 'x-mcp-header': name });
  const schema = {
    properties: {
      region: marked('Region'),
      count: marked('Count', 'integer'),
      isUrgent: marked('Urgent', 'boolean'),
      customer: { properties: { city: marked('City') } },
      none: marked('None'),
      absent: marked('Absent'),
      list: marked('List'),
      broken: marked('Bro ken'),
    },
  };
  const args = {
    region: ' eu',
    count: 7,
    isUrgent: false,
    customer: { city: 'Zürich' },
    none: null,
    list: [1],
    broken: 'x',
  };

  const {
    'mcp-protocol-version': _,
    'mcp-method': __,
    'mcp-name': ___,
    ...mirrored
  } = protocolHeaders(call(args), V2026, mirroredParams(schema));

  expect(mirrored).toEqual({
    'mcp-param-region': '=?base64?IGV1?=',
    'mcp-param-count': '7',
    'mcp-param-urgent': 'false',
    'mcp-param-city': '=?base64?WsO8cmljaA==?=',
  });
});
