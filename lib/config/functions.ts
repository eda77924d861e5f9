import { z } from 'zod';
import {
  FUNCTIONS,
  type FunctionEntry,
  type FunctionName,
  type FunctionSizing,
  mapValues,
  STREAM_TIMEOUT_SECONDS,
} from '../functions/index.ts';
import { ENVIRONMENT_BYTES, environmentBytes } from './environment-bytes.ts';
import { functionVpc } from './placement.ts';
import { name, parseArn, wholeNumber } from './values.ts';

/** Toolkit functions stream, too. */
const TOOLKIT_SIZE: FunctionSizing = {
  memoryMb: 512,
  timeoutSeconds: { default: 300, least: 1, most: STREAM_TIMEOUT_SECONDS },
};

const commonSize = ({ memoryMb, timeoutSeconds }: FunctionSizing) =>
  z.strictObject({
    /** Memory in MB; CPU grows with it (1,769 MB is one core). Default: as in `FUNCTIONS`; 512 for a toolkit function. */
    memoryMb: wholeNumber(128, 10_240).default(memoryMb),
    /** Seconds until Lambda stops an invocation. Default: as in `FUNCTIONS`; 300 for a toolkit function. */
    timeoutSeconds: wholeNumber(timeoutSeconds.least, timeoutSeconds.most).default(timeoutSeconds.default),
    /** Maximum concurrent invocations: caps the bill, and is taken from the account's pool. Default: no cap. */
    reservedConcurrency: wholeNumber(1, 10_000).optional(),
  });

/** The keys of a function of the table. */
function functionSize(sizing: FunctionSizing) {
  const { maxStreams, vpc = false } = sizing;
  const size = commonSize(sizing);
  if (vpc) {
    /** Subnets and security groups in which the function runs its tools. Default: outside a VPC. */
    return size.extend({ vpc: functionVpc });
  }
  if (maxStreams === undefined) return size;
  return size.extend({
    /** Streams that the deployment keeps open at once; another one is refused. Default: as in `FUNCTIONS`. */
    maxStreams: wholeNumber(maxStreams.least, maxStreams.most).default(maxStreams.default),
  });
}

/** Memory, timeout and reserved concurrency of a function. */
export interface FunctionSize extends z.output<ReturnType<typeof commonSize>> {
  /** Streams that the deployment keeps open at once; of a function that has this limit. */
  readonly maxStreams?: number | undefined;
  /** Subnets and security groups of the function; of one that can be in a VPC. */
  readonly vpc?: z.output<typeof functionVpc>;
}

const ENTRY = /^(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\\]+\.(?:ts|js|mjs)$/;

/** `a, b and c` */
const names = new Intl.ListFormat('en-GB');

/** A stage that misspells `stream` has a toolkit function without an entry, so the error explains what other names mean. */
const entry = (own: readonly string[]) =>
  z.custom<string>((value) => typeof value === 'string' && ENTRY.test(value), {
    error:
      `expected the .ts, .js or .mjs file of this toolkit function (any function besides ${names.format(own)}), as a path from the ` +
      'root of the repository, such as examples/countries/functions/rank.ts',
  });

/** Lambda reserves `AWS_*` and `LAMBDA_*`, and rejects names that start with an underscore. */
const variableName = z.string().regex(/^(?!(?:AWS|LAMBDA|SPILLWAY)_)[A-Za-z][A-Za-z0-9_]+$/, {
  error:
    'expected a name of letters, digits and underscores that starts with a letter; AWS_*, LAMBDA_* and SPILLWAY_* are reserved',
});

const action = z.string().regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/, {
  error: 'expected one action by its name, without wildcards, such as s3:GetObject',
});

const resource = z.string().refine((text) => text === '*' || parseArn(text) !== undefined, {
  error: 'expected an ARN that names service, Region and account where it has them, such as arn:aws:s3:::my-bucket/*',
});

const permission = z
  .strictObject({
    /** Actions that the function may perform, each by its full name. */
    actions: z.array(action).min(1, { error: 'expected at least one action' }),
    /** ARNs of the resources that the actions apply to. */
    resources: z.array(resource).min(1, { error: 'expected at least one ARN' }),
    /**
     * Why the function needs a wildcard: for reviewers of the stage, and for cdk-nag. Required when a resource contains one. `*`
     * alone is for actions without resource-level permissions, such as translate:TranslateText.
     */
    reason: z.string().min(20, { error: 'expected a reason of at least 20 characters' }).optional(),
  })
  .refine(({ resources, reason }) => reason !== undefined || !resources.some((text) => text.includes('*')), {
    path: ['reason'],
    error: 'expected the reason why a resource with a wildcard is needed, in at least 20 characters',
  });

const toolkitFunction = (own: readonly string[]) =>
  commonSize(TOOLKIT_SIZE).extend({
    /** The file that exports `handler`, as a path from the root of the repository. Required. */
    entry: entry(own),
    /** Subnets and security groups of the function. Default: outside a VPC. */
    vpc: functionVpc,
    /** Environment variables. Default: none. */
    environment: z
      .record(variableName, z.string())
      .refine((variables) => environmentBytes(variables) <= ENVIRONMENT_BYTES, {
        error: `expected at most ${ENVIRONMENT_BYTES} bytes of names and values together, the limit of Lambda`,
      })
      .default({}),
    /** Permissions of the function, in addition to writing its log. Default: none. */
    permissions: z.array(permission).default([]),
  });

/** A function that the stage deploys for its tools. */
type ToolkitFunctionConfig = z.output<ReturnType<typeof toolkitFunction>>;

/** A statement of a toolkit function's role. */
export type PermissionConfig = z.output<typeof permission>;

/** The schema of `functions`: a size for each function of the table; any other name is a toolkit function. */
export function functionsSchema<Name extends string>(table: Readonly<Record<Name, FunctionEntry>>) {
  const own = mapValues(table, ({ size }) => functionSize(size).prefault({}));
  return z
    .object(own)
    .catchall(toolkitFunction(Object.keys(table)))
    .check(refuseBadNames);
}

/** The value of `functions` in a stage file. */
export const functions = functionsSchema(FUNCTIONS);

/** Separates the functions of the table from the toolkit functions. */
export function separateToolkit(all: z.output<typeof functions>): FunctionsConfig {
  const toolkit = Object.entries<FunctionSize | ToolkitFunctionConfig>(all).filter(isToolkit);
  return { ...mapValues(FUNCTIONS, (_, name): FunctionSize => all[name]), toolkit: Object.fromEntries(toolkit) };
}

function isToolkit(named: [string, FunctionSize | ToolkitFunctionConfig]): named is [string, ToolkitFunctionConfig] {
  return 'entry' in named[1];
}

/** The functions of a stage, with every default filled in. */
export interface FunctionsConfig extends Readonly<Record<FunctionName, FunctionSize>> {
  /** The functions that the stage deploys for its tools, by name. */
  readonly toolkit: Readonly<Record<string, ToolkitFunctionConfig>>;
}

/** A catch-all schema does not check its keys. */
function refuseBadNames(context: z.core.ParsePayload<object>): void {
  for (const key of Object.keys(context.value)) {
    // The CDK finds constructs by their ids in an object, which has this key already.
    if (key === 'constructor') {
      const message = 'expected another name, which the CDK does not use itself';
      context.issues.push({ code: 'custom', input: context.value, path: [key], message });
    }
    const issues = name.safeParse(key).error?.issues;
    if (issues === undefined) continue;
    context.issues.push({ code: 'invalid_key', origin: 'record', issues, input: context.value, path: [key] });
  }
}
