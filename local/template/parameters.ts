import { TemplateError } from '../errors.ts';
import type { Stack } from './assembly.ts';
import { isRecord, textOf } from './values.ts';

/** SSM parameters that a deployment reads from the account, and their local values. */
const KNOWN_SSM_PARAMETERS: readonly { readonly path: RegExp; readonly value: (stack: Stack) => string }[] = [
  { path: /^\/cdk-bootstrap\/[^/]+\/version$/, value: () => '999' },
  {
    path: /^\/spillway\/[^/]+\/certificate-arn$/,
    value: (stack) => `arn:aws:acm:${stack.region}:${stack.account}:certificate/local`,
  },
];

const PLAIN_TYPES = new Set(['String', 'Number', 'CommaDelimitedList', 'List<String>', 'List<Number>']);

/**
 * The value of a template parameter: its default, because the local stack does not pass parameters.
 *
 * @throws TemplateError for a parameter without default, of an unknown type, or with an SSM path that has no local value
 */
export function parameterValue(stack: Stack, name: string, declaration: unknown): unknown {
  const where = `${stack.name} Parameters.${name}`;
  const { Type: type, Default: value } = isRecord(declaration) ? declaration : {};
  if (type === 'AWS::SSM::Parameter::Value<String>') {
    const known = KNOWN_SSM_PARAMETERS.find(({ path }) => path.test(textOf(value) ?? ''));
    if (known) return known.value(stack);
    throw new TemplateError(
      where,
      `the SSM parameter ${String(value)} has no local value`,
      'Add it to KNOWN_SSM_PARAMETERS in local/template/parameters.ts',
    );
  }
  if (typeof type !== 'string' || !PLAIN_TYPES.has(type)) {
    throw new TemplateError(
      where,
      `parameters of type ${String(type)} are not emulated`,
      'Add the type to local/template/parameters.ts',
    );
  }
  if (value === undefined) {
    throw new TemplateError(where, 'the parameter has no default', 'Add one: the local stack does not pass parameters');
  }
  return type === 'String' || type === 'Number' ? value : String(value).split(',');
}
