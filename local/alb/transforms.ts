import type { RE2JS } from 're2js';
import type { Properties } from '../template/index.ts';
import { compileRegex } from './conditions.ts';
import { type AlbRequest, headerValue } from './request.ts';

/** Rewrites a request before it is sent to the target. */
export type Transform = (request: AlbRequest) => AlbRequest;

/** A transform matched, but its result is not a valid host or URL; the load balancer responds with 500. */
export class TransformFailed extends Error {
  override readonly name = 'TransformFailed';
}

const HOST = /^[A-Za-z0-9.-]+(:\d+)?$/;

/**
 * Reads the transforms of one rule: at most one of each type. Conditions match the original request; transforms follow.
 *
 * `url-rewrite` matches path and query together: the AWS Load Balancer Controller for Kubernetes separates them with `?` in
 * its expressions. The first match is replaced.
 *
 * AWS: "Transforms for listener rules".
 *
 * @throws TemplateError for an unknown type or a second transform of one type
 */
export function readTransforms(rule: Properties): Transform {
  const seen = new Set<string>();
  const transforms = rule.objects('Transforms').map((properties) => {
    const type = properties.string('Type');
    if (seen.has(type)) properties.fail('Type', `a second ${type}, but a rule accepts one`);
    seen.add(type);
    switch (type) {
      case 'host-header-rewrite':
        return hostRewrite(...rewriteOf(properties, 'HostHeaderRewriteConfig'));
      case 'url-rewrite':
        return urlRewrite(...rewriteOf(properties, 'UrlRewriteConfig'));
      default:
        return properties.fail('Type', `the transform ${type} is not emulated`, 'Add it to local/alb/transforms.ts');
    }
  });
  return (request) => transforms.reduce((changed, transform) => transform(changed), request);
}

function rewriteOf(properties: Properties, configName: string): [expression: RE2JS, replacement: string] {
  const [rewrite, ...more] = properties
    .closed(['Type', configName])
    .object(configName)
    .closed(['Rewrites'])
    .objects('Rewrites');
  if (rewrite === undefined || more.length > 0) return properties.fail(configName, 'expected exactly one rewrite');
  rewrite.closed(['Regex', 'Replace']);
  return [compileRegex(rewrite, rewrite.string('Regex')), rewrite.string('Replace')];
}

function hostRewrite(expression: RE2JS, replacement: string): Transform {
  return (request) => {
    const host = replace(expression, headerValue(request, 'host') ?? '', replacement);
    if (host === undefined) return request;
    if (!HOST.test(host)) throw new TransformFailed(`${host} is not a valid host`);
    const others = request.headers.filter(([name]) => name.toLowerCase() !== 'host');
    return { ...request, headers: [['Host', host], ...others] };
  };
}

function urlRewrite(expression: RE2JS, replacement: string): Transform {
  return (request) => {
    const url = request.query === '' ? request.path : `${request.path}?${request.query}`;
    const rewritten = replace(expression, url, replacement);
    if (rewritten === undefined) return request;
    if (!rewritten.startsWith('/')) throw new TransformFailed(`${rewritten} is not a valid URL`);
    const mark = rewritten.indexOf('?');
    return {
      ...request,
      path: mark < 0 ? rewritten : rewritten.slice(0, mark),
      query: mark < 0 ? '' : rewritten.slice(mark + 1),
    };
  };
}

/** @returns `undefined` if the expression does not match: the request stays unchanged */
function replace(expression: RE2JS, value: string, replacement: string): string | undefined {
  if (!expression.test(value)) return undefined;
  try {
    return expression.matcher(value).replaceFirst(replacement);
  } catch (error) {
    throw new TransformFailed(String(error));
  }
}
