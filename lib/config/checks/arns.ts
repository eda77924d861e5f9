import { RegionInfo } from 'aws-cdk-lib/region-info';
import { parseArn } from '../values.ts';

/** The keys of a stage that hold ARNs. */
export interface Located {
  readonly region: string;
  readonly account?: string | undefined;
  readonly edge: { readonly certificateArn?: string | undefined };
  readonly existingFunctions: Readonly<Record<string, string>>;
  readonly tables: Readonly<Record<string, { readonly table: string }>>;
  readonly awsRoles: Readonly<Record<string, string>>;
  readonly kms: { readonly keyArn?: string | undefined };
  /** Sizes of functions, and toolkit functions with their permissions. */
  readonly functions: Readonly<Record<string, object>>;
}

/** A problem at a key of the stage file. */
interface ArnProblem {
  readonly path: (string | number)[];
  readonly input: unknown;
  readonly message: string;
}

/** An ARN of the stage. A table may have a name instead, which is one of no other place. */
interface Found {
  readonly path: (string | number)[];
  readonly text: string;
  /** Whether the resource must be in the stage's Region. */
  readonly regional?: boolean;
  /** Whether it must be in the stage's account. */
  readonly ours?: boolean;
}

/** ARNs of another Region, account or partition than the stage, where a deployment or a call would fail. */
export function arnProblems(stage: Located): ArnProblem[] {
  return arnsOf(stage).flatMap((found) => {
    const message = expectation(found, stage);
    return message === undefined ? [] : [{ path: found.path, input: found.text, message }];
  });
}

function expectation({ text, regional, ours }: Found, { region, account }: Located): string | undefined {
  const arn = parseArn(text);
  if (arn === undefined) return undefined;
  if (regional && arn.region !== '' && arn.region !== region) return `expected an ARN in the stage's Region, ${region}`;
  if (ours && account !== undefined && arn.account !== account)
    return `expected an ARN in the stage's account, ${account}`;
  const { partition } = RegionInfo.get(region);
  if (partition === undefined || arn.partition === partition) return undefined;
  return `expected an ARN that begins with arn:${partition}:, the partition of ${region}`;
}

function arnsOf({ edge, existingFunctions, tables, awsRoles, kms, functions }: Located): Found[] {
  return [
    ...(edge.certificateArn === undefined
      ? []
      : [{ path: ['edge', 'certificateArn'], text: edge.certificateArn, regional: true, ours: true }]),
    ...Object.entries(existingFunctions).map(([name, text]) => ({
      path: ['existingFunctions', name],
      text,
      regional: true,
    })),
    ...Object.entries(tables).map(([name, { table }]) => ({
      path: ['tables', name, 'table'],
      text: table,
      regional: true,
    })),
    ...Object.entries(awsRoles).map(([name, text]) => ({ path: ['awsRoles', name], text })),
    ...(kms.keyArn === undefined ? [] : [{ path: ['kms', 'keyArn'], text: kms.keyArn, regional: true }]),
    ...Object.entries(functions).flatMap(([name, size]) => permittedBy(name, size)),
  ];
}

/** The resources of a toolkit function's permissions. */
function permittedBy(
  name: string,
  size: object & { permissions?: readonly { resources: readonly string[] }[] },
): Found[] {
  const { permissions = [] } = size;
  return permissions.flatMap(({ resources }, permission) =>
    resources.map((text, index) => ({
      path: ['functions', name, 'permissions', permission, 'resources', index],
      text,
    })),
  );
}
