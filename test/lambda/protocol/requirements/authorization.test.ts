import { inspect } from 'node:util';
import type { CallContext } from '../../../../lambda/targets/types.ts';
import { ask, askOld } from './support/agent.ts';
import { deploy } from './support/deployment.ts';
import { prompt, resource, tool } from './support/documents.ts';

/** spec: basic/authorization: what holds without authorization, too */

const TARGET = { type: 'static', text: 'unused' };

test('a caller’s credentials never reach a target', async () => {
  const seen: string[] = [];
  const run = (args: object, context: CallContext) => {
    seen.push(inspect({ args, context }, { depth: null, showHidden: true }));
    return { content: [{ type: 'text', text: 'ok' } as const] };
  };
  const documents = [tool(), prompt({ target: TARGET }), resource({ target: TARGET })];
  const deployment = await deploy(...documents);
  const handler = deployment.instance({ runs: { greet: run, review: run, note: run } });
  const headers = { authorization: 'Bearer a-secret-token', 'x-api-key': 'a-secret-key', cookie: 'a=a-secret-cookie' };
  for (const [method, params] of [
    ['tools/call', { name: 'greet' }],
    ['prompts/get', { name: 'review' }],
    ['resources/read', { uri: 'note://1' }],
  ] as const) {
    await ask(handler, method, params, { headers });
    await askOld(handler, method, params, { headers });
  }
  expect(seen).toHaveLength(6);
  expect(seen.join('\n')).not.toContain('a-secret');
  expect(JSON.stringify(deployment.logged)).not.toContain('a-secret');
});
