import { TemplateError } from '../errors.ts';
import type { Assembly, Resource, Stack } from './assembly.ts';
import { SDK_CALL_TYPES } from './attributes.ts';
import { INERT_TYPES } from './inert.ts';
import { intrinsicOf, intrinsics } from './intrinsics.ts';
import { parameterValue } from './parameters.ts';
import { whereOf } from './properties.ts';
import { isRecord } from './values.ts';

/** Types that a module of the local stack emulates; that module checks their properties. */
const EMULATED_TYPES = new Set([
  'AWS::ApiGateway::GatewayResponse',
  'AWS::ApiGateway::Method',
  'AWS::ApiGateway::Resource',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::DynamoDB::GlobalTable',
  'AWS::EC2::VPCEndpoint',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::ListenerRule',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Function',
  'AWS::Lambda::Version',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
  ...SDK_CALL_TYPES,
]);

const KNOWN_SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Rules',
]);

/** `CheckBootstrapVersion` verifies that the account is bootstrapped, which does not apply locally. */
const INERT_RULES = new Set(['CheckBootstrapVersion']);

/**
 * Checks all templates before anything starts, so that an element that is not emulated is reported at once.
 *
 * @throws TemplateError for an unknown section, resource type, parameter or intrinsic
 */
export function checkAssembly(assembly: Assembly): void {
  for (const stack of assembly.stacks) {
    checkSections(stack);
    for (const resource of stack.resources.values()) {
      checkType(resource);
      checkIntrinsics(resource.properties, whereOf(resource));
    }
  }
}

function checkSections(stack: Stack): void {
  const unknown = Object.keys(stack.template).find((name) => !KNOWN_SECTIONS.has(name));
  if (unknown !== undefined) {
    throw new TemplateError(stack.name, `the section ${unknown} is not emulated`, 'Add it to local/template');
  }
  const { Rules: rules, Parameters: parameters } = stack.template;
  const rule = Object.keys(isRecord(rules) ? rules : {}).find((name) => !INERT_RULES.has(name));
  if (rule !== undefined) {
    throw new TemplateError(`${stack.name} Rules.${rule}`, 'template rules are not emulated', 'Remove it in lib/');
  }
  for (const [name, declaration] of Object.entries(isRecord(parameters) ? parameters : {})) {
    parameterValue(stack, name, declaration);
  }
  checkIntrinsics(stack.template.Conditions, `${stack.name} Conditions`);
  checkIntrinsics(stack.template.Outputs, `${stack.name} Outputs`);
}

function checkType(resource: Resource): void {
  if (EMULATED_TYPES.has(resource.type) || Object.hasOwn(INERT_TYPES, resource.type)) return;
  throw new TemplateError(
    whereOf(resource),
    `the resource type ${resource.type} is not emulated`,
    'Emulate it, or list it as inert with a reason, in local/template/inert.ts',
  );
}

function checkIntrinsics(value: unknown, where: string): void {
  const call = intrinsicOf(value);
  if (call !== undefined && !Object.hasOwn(intrinsics, call.name)) {
    throw new TemplateError(
      where,
      `${call.name} is not an emulated intrinsic function`,
      'Add it to local/template/intrinsics.ts',
    );
  }
  const parts = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  for (const part of parts) checkIntrinsics(part, where);
}
