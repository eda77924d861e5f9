import type { TargetTool } from '../../../lambda/targets/types.ts';
import { toolOf } from './support.ts';

interface Fixture {
  /** Tools that pass, and whose call with `{ name: 'x' }` answers. */
  readonly good: readonly TargetTool[];
  /** Tools that publishing refuses, by schema or check. */
  readonly bad: readonly TargetTool[];
}

const image = { type: 'image', data: 'iVBORw0KGgo=', mimeType: 'image/png' };
const note = { type: 'resource', resource: { uri: 'note://1', mimeType: 'text/plain', text: 'hello' } };

/** Examples of every target type; a type without an entry fails the contract test. */
export const fixtures: Readonly<Record<string, Fixture>> = {
  static: {
    good: [
      toolOf({ type: 'static', text: 'hello' }, { name: 'text' }),
      toolOf({ type: 'static', json: { a: [1, null] } }, { name: 'json', output: { type: 'object' } }),
      toolOf({ type: 'static', content: [{ type: 'text', text: 'a' }, image, note] }, { name: 'blocks' }),
      toolOf({ type: 'static', content: [{ type: 'resource_link', uri: 'file:///a', name: 'a' }] }, { name: 'link' }),
      toolOf({ type: 'static', text: 'no', isError: true }, { name: 'failure' }),
    ],
    bad: [
      toolOf({ type: 'static' }, { name: 'nothing' }),
      toolOf({ type: 'static', text: 'a', json: 1 }, { name: 'two ways' }),
      toolOf({ type: 'static', content: [{ ...image, data: 'not base64!' }] }, { name: 'garbled image' }),
      toolOf({ type: 'static', content: [{ type: 'resource', resource: { uri: 'a:b' } }] }, { name: 'empty resource' }),
      toolOf({ type: 'static', content: [{ type: 'video', data: '' }] }, { name: 'unknown block' }),
      toolOf({ type: 'static', text: 'a' }, { name: 'text for an output schema', output: { type: 'object' } }),
      toolOf({ type: 'static', text: 'a', isError: false }, { name: 'a failure that is none' }),
    ],
  },
};
