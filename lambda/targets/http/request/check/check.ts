import { holdsExpression } from '../../../../expression/index.ts';
import { unfilledFaults } from '../../../../expression/publish.ts';
import type { Fault } from '../../../../fault.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../json.ts';
import type { TargetTool } from '../../../types.ts';
import { isHeaderValue, secretPlaceholders } from '../../../upstream/index.ts';
import { BODY_KEYS } from '../body.ts';
import { parseUrlTemplate } from '../url.ts';
import { checkMultipart, checkXml } from './bodies.ts';
import { checkParameters } from './parameters.ts';

/** Methods that carry a body without the document saying so twice. */
const BODY_METHODS: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE'];

/** Checks rules of the request that the schema cannot express. */
export function checkRequest({ target, input }: TargetTool): Fault[] {
  return [
    ...checkMethod(target.method),
    ...checkUrl(target, input),
    ...checkParameters(target),
    ...checkBody(target),
    ...checkMultipart(target.multipart),
    ...checkXml(target.xml),
    ...checkUnfilled(target, input),
  ];
}

/** Only `url` has placeholders; elsewhere, an argument is an expression. */
function checkUnfilled(target: JsonObject, { properties }: JsonObject): Fault[] {
  const places = ['headers', 'query', 'cookies', ...BODY_KEYS].map((key) => [key, target[key]] as const);
  const names = isJsonObject(properties) ? Object.keys(properties) : [];
  const messageOf = (name: string) => `{${name}} is sent as it is: for the argument, write "{% $args.${name} %}"`;
  return unfilledFaults(Object.fromEntries(places), names, messageOf);
}

/** RFC 9110 sections 9.3.6 and 9.3.8: a tunnel, and a response that repeats credentials. */
function checkMethod(method: Json | undefined): Fault[] {
  if (method !== 'CONNECT' && method !== 'TRACE') return [];
  return [
    { path: ['method'], message: `${method} is not a method of a tool: it opens a tunnel or repeats credentials` },
  ];
}

function checkUrl(target: JsonObject, input: JsonObject): Fault[] {
  const { url, path } = target;
  const given = isJsonObject(path) ? Object.keys(path) : [];
  try {
    const { placeholders } = parseUrlTemplate(String(url));
    const secrets = secretPlaceholders(target.auth);
    const elsewhere = [...given, ...secrets];
    const unknown = placeholders.filter((name) => !elsewhere.includes(name) && !mayBeArgument(name, input));
    const known = isJsonObject(input.properties) ? Object.keys(input.properties).join(', ') : '';
    const unused = given.filter((name) => !placeholders.includes(name));
    return [
      ...unknown.map((name) => ({
        path: ['url'],
        message: `{${name}} is not an argument of the tool; its arguments are: ${known || 'none'}`,
      })),
      ...unused.map((name) => ({ path: ['path', name], message: `is not used: \`url\` has no placeholder {${name}}` })),
    ];
  } catch (error) {
    return [{ path: ['url'], message: error instanceof Error ? error.message : 'is not a URL' }];
  }
}

/** Returns whether the input schema defines an argument, or has a keyword that could define it. */
function mayBeArgument(name: string, input: JsonObject): boolean {
  const { properties, additionalProperties } = input;
  if (isJsonObject(properties) ? Object.hasOwn(properties, name) : additionalProperties !== false) return true;
  return ['$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'patternProperties', 'dependentSchemas'].some((key) => key in input);
}

const MULTIPART =
  'makes the parts of a form by hand, so that an argument can end its part and begin another: write `multipart`, which nothing can leave';

function checkBody(target: JsonObject): Fault[] {
  const [first, ...others] = BODY_KEYS.filter((key) => target[key] !== undefined);
  const faults: Fault[] = others.map((key) => ({
    path: [key],
    message: `a request has one body, and \`${first}\` already sets it`,
  }));
  const problem = first === undefined ? undefined : methodProblem(target.method, first);
  if (first !== undefined && problem !== undefined) faults.push({ path: [first], message: problem });
  const { contentType, headers } = target;
  if (holdsExpression(target.text ?? null) && /^multipart\//i.test(String(contentType)))
    faults.push({ severity: 'warning', path: ['text'], message: MULTIPART });
  const typed = isJsonObject(headers) ? Object.keys(headers).find((name) => /^content-type$/i.test(name)) : undefined;
  if (first === 'multipart' && typed !== undefined)
    faults.push({ path: ['headers', typed], message: 'replaces the type of `multipart`, whose boundary is random' });
  if (first === 'body') faults.push(...checkJsonType(contentType, headers, typed));
  if (contentType === undefined) return faults;
  const path = ['contentType'];
  if (first === undefined || first === 'form' || first === 'multipart') {
    const reason = first === undefined ? 'no key sets a body' : `\`${first}\` has a fixed type`;
    faults.push({ path, message: `does not apply: ${reason}` });
  } else if (!holdsExpression(contentType) && !isHeaderValue(String(contentType))) {
    faults.push({ path, message: 'contains a line break or another forbidden character' });
  }
  return faults;
}

/** Types whose bodies are not JSON, and the key that makes them. */
const OTHER_TYPES: readonly (readonly [type: RegExp, key: string])[] = [
  [/^application\/x-www-form-urlencoded\b/i, 'form'],
  [/^multipart\/form-data\b/i, 'multipart'],
  [/^(?:text|application)\/(?:[\w.+-]+\+)?xml\b/i, 'xml'],
];

/** `body` is sent as JSON, whatever its type is called. */
function checkJsonType(contentType: Json | undefined, headers: Json | undefined, typed: string | undefined): Fault[] {
  const given = [
    { path: ['contentType'], type: contentType },
    ...(typed !== undefined && isJsonObject(headers) ? [{ path: ['headers', typed], type: headers[typed] }] : []),
  ];
  return given.flatMap(({ path, type }): Fault[] => {
    const key = typeof type === 'string' ? OTHER_TYPES.find(([other]) => other.test(type))?.[1] : undefined;
    if (key === undefined) return [];
    const message = `is the type of another body: \`body\` is sent as JSON; write \`${key}\` in its place`;
    return [{ severity: 'warning', path, message }];
  });
}

/** A body without a method is more often a forgotten `method: POST` than a GET request with a body, which the author can write. */
function methodProblem(method: Json | undefined, key: string): string | undefined {
  if (method === 'HEAD') return `a HEAD request has no body; use one of ${BODY_METHODS.join(', ')}`;
  if (method !== undefined) return undefined;
  return `a GET request has no body unless its document writes \`method: GET\`; use one of ${BODY_METHODS.join(', ')} to send \`${key}\``;
}
