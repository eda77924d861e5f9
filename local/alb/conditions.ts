import { BlockList, isIPv4 } from 'node:net';
import { RE2JS } from 're2js';
import type { Properties } from '../template/index.ts';
import { type AlbRequest, headerValue, headerValues, queryPairs } from './request.ts';

/** Whether a request meets one condition. */
export type Condition = (request: AlbRequest) => boolean;

type TextTest = (value: string) => boolean;

/** AWS: "Quotas for your Application Load Balancers" and "Condition types for listener rules". */
const MAX_VALUES_PER_RULE = 5;
const MAX_VALUES_PER_CONDITION = 3;

/**
 * Reads the conditions of one rule. A request matches when every condition matches by at least one of its values.
 *
 * @throws TemplateError for an unknown field, or more values than an Application Load Balancer accepts
 */
export function readConditions(rule: Properties): Condition {
  const read = rule.objects('Conditions').map(readCondition);
  const values = read.reduce((sum, { tests }) => sum + tests.length, 0);
  if (values > MAX_VALUES_PER_RULE) {
    rule.fail('Conditions', `${values} values, but a rule accepts at most ${MAX_VALUES_PER_RULE}`);
  }
  return (request) => read.every(({ tests }) => tests.some((test) => test(request)));
}

function readCondition(properties: Properties): { readonly tests: readonly Condition[] } {
  const tests = conditionTests(properties);
  if (tests.length === 0) properties.fail('', 'the condition has no values');
  if (tests.length > MAX_VALUES_PER_CONDITION) {
    properties.fail('', `${tests.length} values, but a condition accepts at most ${MAX_VALUES_PER_CONDITION}`);
  }
  return { tests };
}

function conditionTests(properties: Properties): Condition[] {
  const field = properties.string('Field');
  switch (field) {
    case 'path-pattern':
      return pathTests(properties.closed(['Field', 'Values', 'PathPatternConfig']), 'PathPatternConfig', '').map(
        (test) => (request) => test(request.path),
      );
    case 'host-header':
      return pathTests(properties.closed(['Field', 'Values', 'HostHeaderConfig']), 'HostHeaderConfig', 'i').map(
        (test) => (request) => test(headerValue(request, 'host') ?? ''),
      );
    case 'http-header': {
      const config = properties.closed(['Field', 'HttpHeaderConfig']).object('HttpHeaderConfig');
      const name = config.closed(['HttpHeaderName', 'Values', 'RegexValues']).string('HttpHeaderName');
      return textTests(config, 'i').map((test) => (request) => headerValues(request, name).some(test));
    }
    case 'http-request-method': {
      const config = properties.closed(['Field', 'HttpRequestMethodConfig']).object('HttpRequestMethodConfig');
      return config
        .closed(['Values'])
        .strings('Values')
        .map((method) => (request) => request.method === method);
    }
    case 'query-string':
      return properties
        .closed(['Field', 'QueryStringConfig'])
        .object('QueryStringConfig')
        .closed(['Values'])
        .objects('Values')
        .map(queryTest);
    case 'source-ip':
      return properties
        .closed(['Field', 'SourceIpConfig'])
        .object('SourceIpConfig')
        .closed(['Values'])
        .strings('Values')
        .map((block) => sourceTest(properties, block));
    default:
      return properties.fail('Field', `the condition ${field} is not emulated`, 'Add it to local/alb/conditions.ts');
  }
}

/** Path and host conditions have their values directly or in a configuration object. */
function pathTests(properties: Properties, configName: string, flags: string): TextTest[] {
  const direct = properties.strings('Values').map((pattern) => wildcardTest(pattern, flags));
  const config = properties.optionalObject(configName)?.closed(['Values', 'RegexValues']);
  return config === undefined ? direct : [...direct, ...textTests(config, flags)];
}

function textTests(config: Properties, flags: string): TextTest[] {
  return [
    ...config.strings('Values').map((pattern) => wildcardTest(pattern, flags)),
    ...config.strings('RegexValues').map((pattern) => regexTest(config, pattern)),
  ];
}

/** `*` matches any number of characters, `?` exactly one; a backslash escapes either. */
function wildcardTest(pattern: string, flags: string): TextTest {
  const source = pattern.replace(/\\([*?\\])|([*?])|[.+^${}()|[\]\\]/g, (all, plain?: string, wild?: string) => {
    if (wild !== undefined) return wild === '*' ? '.*' : '.';
    return `\\${plain ?? all}`;
  });
  const expression = new RegExp(`^${source}$`, `s${flags}`);
  return (value) => expression.test(value);
}

/**
 * The load balancer's regular expressions are RE2's: without lookaround and back references.
 *
 * AWS: "Listener rules for your Application Load Balancer", "Rule basics".
 */
export function compileRegex(properties: Properties, pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.DISABLE_UNICODE_GROUPS);
  } catch (error) {
    return properties.fail('', `the load balancer does not accept the regular expression ${pattern}: ${String(error)}`);
  }
}

function regexTest(properties: Properties, pattern: string): TextTest {
  const expression = compileRegex(properties, pattern);
  return (value) => expression.test(value);
}

function queryTest(properties: Properties): Condition {
  properties.closed(['Key', 'Value']);
  const key = properties.optionalString('Key');
  const isKey = key === undefined ? () => true : wildcardTest(key, 'i');
  const isValue = wildcardTest(properties.string('Value'), 'i');
  return (request) => queryPairs(request.query).some(([name, value]) => isKey(name) && isValue(value));
}

function sourceTest(properties: Properties, block: string): Condition {
  const [address = '', bits] = block.split('/');
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  try {
    list.addSubnet(address, Number(bits), family);
  } catch {
    properties.fail('', `${block} is not a CIDR block`);
  }
  return (request) => list.check(request.sourceIp, isIPv4(request.sourceIp) ? 'ipv4' : 'ipv6');
}
