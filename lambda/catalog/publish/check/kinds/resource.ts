import { ANNOTATIONS, checkAnnotations, checkBase64, MIME_TYPE } from '../../../../content/publish.ts';
import { holdsExpression } from '../../../../expression/index.ts';
import { checkTemplate } from '../../../../expression/publish.ts';
import { type Fault, isError } from '../../../../fault.ts';
import { isJsonObject, type JsonObject } from '../../../../json.ts';
import { stringArguments } from '../../../string-arguments.ts';
import { InvalidUriTemplate, parseUriTemplate } from '../../../uri-template/index.ts';
import { suggest } from '../../load/index.ts';
import { checkView } from './apps.ts';
import { ICONS, LIMITS, META, PROSE, SCOPES, SERVER, TARGET, TITLE } from './common.ts';
import { COMPLETION, checkCompletion } from './completion.ts';
import { type CheckContext, exactlyOne, type Kind, soundKeys, under } from './kind.ts';
import { checkTarget } from './target.ts';
import { templateFault, uriFault } from './uri.ts';

/** `kind: Resource`: a resource or a resource template */
export const resourceKind: Kind = {
  identity: ['uri', 'uriTemplate'],
  evaluated: ['text', 'target', 'completions.*.target'],
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['kind', 'server', 'name'],
    properties: {
      kind: { const: 'Resource' },
      server: SERVER,
      uri: { type: 'string' },
      uriTemplate: { type: 'string' },
      name: { type: 'string', minLength: 1, maxLength: 256, pattern: '\\S' },
      title: TITLE,
      icons: ICONS,
      description: PROSE,
      mimeType: MIME_TYPE,
      size: { type: 'integer', minimum: 0 },
      annotations: ANNOTATIONS,
      scopes: SCOPES,
      limits: LIMITS,
      _meta: META,
      text: { type: 'string' },
      blob: { type: 'string' },
      target: TARGET,
      completions: { type: 'object', minProperties: 1, maxProperties: 16, additionalProperties: COMPLETION },
    },
  },
  check: checkResource,
};

async function checkResource(document: JsonObject, context: CheckContext): Promise<readonly Fault[]> {
  const resource = soundKeys(document, context);
  const address = checkAddress(resource);
  const input = stringArguments([...(address.variables ?? []), 'uri'], ['uri']);
  const found = [
    ...exactlyOne(document, ['uri', 'uriTemplate']),
    ...exactlyOne(document, ['text', 'blob', 'target']),
    ...address.faults,
    ...checkView(resource),
    ...checkSize(resource),
    ...checkAnnotations(resource.annotations),
    ...(await checkContents(resource, input)),
    ...(await checkCompletions(resource, address.variables, context)),
  ];
  if (!isJsonObject(resource.target)) return found;
  const owner = { name: String(resource.name), input };
  const restIsGood = !found.some(isError) && context.faults.length === 0;
  const faults = await checkTarget(resource.target, restIsGood ? owner : undefined, context.targets);
  return [...found, ...under(['target'], faults)];
}

interface Address {
  readonly faults: readonly Fault[];
  /** Variables of a template; `undefined` for a template that does not parse. */
  readonly variables: readonly string[] | undefined;
}

function checkAddress({ uri, uriTemplate }: JsonObject): Address {
  const wrong = typeof uri === 'string' ? uriFault(uri) : undefined;
  const faults = wrong === undefined ? [] : [{ path: ['uri'], message: wrong }];
  if (typeof uriTemplate !== 'string') return { faults, variables: [] };
  try {
    const { variables } = parseUriTemplate(uriTemplate);
    const taken = 'the target receives the whole URI as `uri`: rename the variable';
    const message = variables.includes('uri') ? taken : templateFault(uriTemplate);
    if (message === undefined) return { faults, variables };
    return { faults: [...faults, { path: ['uriTemplate'], message }], variables };
  } catch (error) {
    if (!(error instanceof InvalidUriTemplate)) throw error;
    return { faults: [...faults, { path: ['uriTemplate'], message: error.message }], variables: undefined };
  }
}

/** spec: schema ResourceTemplate has no size */
function checkSize({ uriTemplate, size }: JsonObject): readonly Fault[] {
  if (uriTemplate === undefined || size === undefined) return [];
  return [{ path: ['size'], message: 'the resources of a template differ in size: remove it' }];
}

async function checkContents({ uriTemplate, text, blob }: JsonObject, input: JsonObject): Promise<readonly Fault[]> {
  if (blob !== undefined) return checkBase64(['blob'], blob);
  if (uriTemplate !== undefined) return checkTemplate(text, ['text'], ['args'], { args: input });
  // only a whole text is an expression, and a file of Jinja or Liquid is good contents
  return holdsExpression(text) ? [{ path: ['text'], message: NOT_EVALUATED }] : [];
}

const NOT_EVALUATED =
  'a resource with a `uri` is the same for every read, so `{% %}` is not evaluated: use a `uriTemplate`, or `blob` for text that begins with `{%`';

async function checkCompletions(
  { completions, name }: JsonObject,
  variables: readonly string[] | undefined,
  { targets }: CheckContext,
): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const [variable, completion] of Object.entries(isJsonObject(completions) ? completions : {})) {
    const path = ['completions', variable];
    if (variables?.includes(variable) === false) {
      const message = `the template has no variable \`${variable}\`${suggest(variable, variables)}`;
      faults.push({ path, message });
    }
    faults.push(...under(path, await checkCompletion(completion, `${name}.${variable}`, targets)));
  }
  return faults;
}
