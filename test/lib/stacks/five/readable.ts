import type { Json, SynthesizedStage } from '../synthesize.ts';

/** A resource as reviewers read it. */
interface ReadableResource {
  readonly type: string;
  /** What happens when the resource leaves its stack, and when it is replaced: `Delete` in both cases is omitted. */
  readonly policy?: string;
  /** The resources that are created before it, beside those that it refers to. */
  readonly after?: readonly string[];
  readonly properties?: Json;
}

/** A stack as reviewers read it. */
export interface ReadableStack {
  readonly protected: boolean;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly resources: Readonly<Record<string, ReadableResource>>;
  readonly outputs?: Readonly<Record<string, string>>;
}

/** The account of a stage that names none. */
const ACCOUNT = '<AWS::AccountId>';

/** Properties that say nothing about what a stage is: bundles change with every commit, and tags are those of the stack. */
const OMITTED = new Set(['Code', 'Tags', 'Description', 'GroupDescription', 'ServiceToken']);

/**
 * Every stack of a stage, by the last part of its name, with intrinsics and policies as text. The names of stage and Region are
 * placeholders, so that stages can be compared.
 */
export function readableStacks({ app, stage, config }: SynthesizedStage): Record<string, ReadableStack> {
  const { stacks } = app.synth();
  const readableText = JSON.stringify(
    Object.fromEntries(
      stacks.map(({ stackName, template, terminationProtection = false }) => [
        stackName.replace(/^.*-/, ''),
        { protected: terminationProtection, ...readableTemplate(template) },
      ]),
    ),
  );
  const named = readableText
    .replaceAll(new RegExp(`(spillway[-/])${stage}\\b`, 'g'), '$1{stage}')
    .replaceAll(config.region, '{region}')
    .replaceAll(config.account ?? ACCOUNT, ACCOUNT);
  return JSON.parse(named);
}

function readableTemplate({ Parameters = {}, Resources, Outputs = {} }: Json): Omit<ReadableStack, 'protected'> {
  const parameters = Object.entries(Parameters).flatMap(([id, { Type, Default }]: [string, Json]) =>
    id === 'BootstrapVersion' ? [] : [[id, `${Type} ${Default}`]],
  );
  const outputs = Object.entries(Outputs).map(([id, { Value }]: [string, Json]) => [id, readable(Value)]);
  return {
    ...(parameters.length === 0 ? {} : { parameters: Object.fromEntries(parameters) }),
    resources: Object.fromEntries(
      Object.entries(Resources)
        .filter(([, { Type }]: [string, Json]) => Type !== 'AWS::CDK::Metadata')
        .map(([id, resource]) => [withoutDigest(id), readableResource(resource)]),
    ),
    ...(outputs.length === 0 ? {} : { outputs: Object.fromEntries(outputs) }),
  };
}

function readableResource(resource: Json): ReadableResource {
  const { Type, DeletionPolicy = 'Delete', UpdateReplacePolicy = 'Delete', DependsOn = [], Properties = {} } = resource;
  const properties = readable(Object.fromEntries(Object.entries(Properties).filter(([name]) => !OMITTED.has(name))));
  const isDeleted = DeletionPolicy === 'Delete' && UpdateReplacePolicy === 'Delete';
  return {
    type: Type,
    ...(isDeleted ? {} : { policy: `${DeletionPolicy}, replaced: ${UpdateReplacePolicy}` }),
    ...(DependsOn.length === 0 ? {} : { after: [DependsOn].flat().map(withoutDigest).sort() }),
    ...(Object.keys(properties).length === 0 ? {} : { properties }),
  };
}

/** Versions and API deployments have a digest of what they hold in their ids, which changes with every bundle. */
function withoutDigest(id: string): string {
  return id.replace(/(CurrentVersion|ApiDeployment)[0-9A-F]{8}[0-9a-f]{32}$/, '$1*');
}

/** A value with references as `<id>` or `<id.attribute>`, and each policy statement on one line. */
function readable(value: Json): Json {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const [name = '', ...others] = Object.keys(value);
  if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) return intrinsic(name, value[name]);
  if ('Effect' in value && 'Action' in value) return statement(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}

function intrinsic(name: string, argument: Json): string {
  switch (name) {
    case 'Ref':
      return `<${withoutDigest(argument)}>`;
    case 'Fn::GetAtt':
      return `<${[argument].flat().map(withoutDigest).join('.')}>`;
    case 'Fn::GetStackOutput':
      return `<${argument.StackName.replace(/^.*-/, '')}/${argument.OutputName.replace('PublishOutput', '')}>`;
    case 'Fn::Join':
      return argument[1].map((part: Json) => text(part)).join(argument[0]);
    default:
      return `<${[name.replace('Fn::', ''), ...[argument].flat().map(text)].filter((part) => part !== '').join(' ')}>`;
  }
}

function text(value: Json): string {
  const found = readable(value);
  return typeof found === 'string' ? found : JSON.stringify(found);
}

function statement({ Effect, Action, Resource, Principal, Condition, Sid: _, ...others }: Json): string {
  const list = (value: Json) => [value].flat().map(text).join(', ');
  return [
    `${Effect} ${list(Action)}`,
    ...(Resource === undefined ? [] : [`on ${list(Resource)}`]),
    ...(Principal === undefined ? [] : [`by ${text(Principal)}`]),
    ...(Condition === undefined ? [] : [`if ${text(Condition)}`]),
    ...(Object.keys(others).length === 0 ? [] : [text(others)]),
  ].join(' ');
}
