import { z } from 'zod';
import { ENVIRONMENT_BYTES, environmentBytes } from './environment-bytes.ts';
import { name, parseArn, wholeNumber } from './values.ts';

/** Longest run of a function that streams: a minute below the 15 that API Gateway streams and Lambda runs. */
const STREAM_TIMEOUT_SECONDS = 840;

/** Longest run of any function. AWS: lambda/latest/dg/configuration-timeout.html */
const LAMBDA_TIMEOUT_SECONDS = 900;

/** Shortest run of what answers callers: a call keeps a second back to answer in, and a stream that listens three. */
const ANSWER_TIMEOUT_LEAST_SECONDS = 5;

/** Shortest run of the worker: it keeps ten seconds back to write a result in, and what is left must be worth a start. */
const WORKER_TIMEOUT_LEAST_SECONDS = 30;

/** How a function's size is written. All three times are in seconds. */
const functionSize = (timeoutDefault: number, timeoutLimit: number, timeoutLeast = 1) =>
  z.strictObject({
    /** Memory in MB; CPU grows with it (1,769 MB is one core). Default 512. */
    memoryMb: wholeNumber(128, 10_240).default(512),
    /** Seconds until Lambda stops an invocation. Default 30 (direct), 840 (worker), 300 (all others). */
    timeoutSeconds: wholeNumber(timeoutLeast, timeoutLimit).default(timeoutDefault),
    /** Most invocations at once: a cap on the bill, and taken out of the account's pool. Default: no cap. */
    reservedConcurrency: wholeNumber(1, 10_000).optional(),
  });

/** One function's size. */
type FunctionSize = z.output<ReturnType<typeof functionSize>>;

const ENTRY = /^(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\\]+\.(?:ts|js|mjs)$/;

// Checked as a whole, so that a stage with a misspelt `stream` is told what other names mean.
const entry = z.custom<string>((value) => typeof value === 'string' && ENTRY.test(value), {
  error:
    'expected the .ts, .js or .mjs file of this toolkit function (any function besides direct, stream and worker), as a path from the ' +
    'root of the repository, such as examples/countries/functions/rank.ts',
});

/** Lambda keeps `AWS_*` and `LAMBDA_*` for itself and takes no name that starts with an underscore. */
const variableName = z.string().regex(/^(?!(?:AWS|LAMBDA|SPILLWAY)_)[A-Za-z][A-Za-z0-9_]+$/, {
  error:
    'expected a name of letters, digits and underscores that starts with a letter; AWS_*, LAMBDA_* and SPILLWAY_* are taken',
});

const action = z.string().regex(/^[a-z0-9-]+:[A-Za-z0-9]+$/, {
  error: 'expected one action by its name, without wildcards, such as s3:GetObject',
});

const resource = z.string().refine((text) => text === '*' || parseArn(text) !== undefined, {
  error: 'expected an ARN that names service, Region and account where it has them, such as arn:aws:s3:::my-bucket/*',
});

const permission = z
  .strictObject({
    /** Actions that the function may take, each by its name. */
    actions: z.array(action).min(1, { error: 'expected at least one action' }),
    /** ARNs of what it may take them on. */
    resources: z.array(resource).min(1, { error: 'expected at least one ARN' }),
    /**
     * Why it needs a wildcard: for whoever reviews the stage, and for cdk-nag. Required when a resource has one. `*` alone is
     * for actions that know no resources, such as translate:TranslateText.
     */
    reason: z.string().min(20, { error: 'expected a reason of at least 20 characters' }).optional(),
  })
  .refine(({ resources, reason }) => reason !== undefined || !resources.some((text) => text.includes('*')), {
    path: ['reason'],
    error: 'expected the reason why a resource with a wildcard is needed, in at least 20 characters',
  });

const toolkitFunction = functionSize(300, STREAM_TIMEOUT_SECONDS).extend({
  /** The file that exports `handler`, as a path from the root of the repository. Required. */
  entry,
  /** Environment variables. Default: none. */
  environment: z
    .record(variableName, z.string())
    .refine((variables) => environmentBytes(variables) <= ENVIRONMENT_BYTES, {
      error: `expected at most ${ENVIRONMENT_BYTES} bytes of names and values together: Lambda takes no more`,
    })
    .default({}),
  /** What the function may do in the account, beside writing its log. Default: nothing. */
  permissions: z.array(permission).default([]),
});

/** A function that the stage deploys for its tools. */
type ToolkitFunctionConfig = z.output<typeof toolkitFunction>;

/** A statement of a toolkit function's role. */
export type PermissionConfig = z.output<typeof permission>;

/** The functions of a stage: three of its own, and any number of toolkit functions. */
export const functions = z
  .object({
    /** Answers the load balancer itself: discovery, lists, CORS, challenges. Buffered, at most 1 MB. */
    direct: functionSize(30, 300, ANSWER_TIMEOUT_LEAST_SECONDS).prefault({}),
    /** Answers calls, and streams. */
    stream: functionSize(300, STREAM_TIMEOUT_SECONDS, ANSWER_TIMEOUT_LEAST_SECONDS).prefault({}),
    /** Runs tasks, which outlive the request that asked for them. */
    worker: functionSize(840, LAMBDA_TIMEOUT_SECONDS, WORKER_TIMEOUT_LEAST_SECONDS).prefault({}),
  })
  /** Any other name is a toolkit function: `target: { type: lambda, function: NAME }` calls it. */
  .catchall(toolkitFunction)
  .check(refuseBadNames);

/** Takes the stage's own functions and the operator's apart: to whoever builds them they are different things. */
export function separateToolkit({ direct, stream, worker, ...toolkit }: z.output<typeof functions>): FunctionsConfig {
  return { direct, stream, worker, toolkit };
}

/** The functions of a stage, every default filled in. */
export interface FunctionsConfig {
  readonly direct: FunctionSize;
  readonly stream: FunctionSize;
  readonly worker: FunctionSize;
  /** The functions that the stage deploys for its tools, by name. */
  readonly toolkit: Readonly<Record<string, ToolkitFunctionConfig>>;
}

/** A catch-all says nothing of its keys. */
function refuseBadNames(context: z.core.ParsePayload<object>): void {
  for (const key of Object.keys(context.value)) {
    const issues = name.safeParse(key).error?.issues;
    if (issues === undefined) continue;
    context.issues.push({ code: 'invalid_key', origin: 'record', issues, input: context.value, path: [key] });
  }
}
