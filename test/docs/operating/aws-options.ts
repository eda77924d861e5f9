/** The AWS services whose clients are dependencies, by the name that the `aws` command has for them. */
const PACKAGES: Readonly<Record<string, string>> = {
  acm: 'acm',
  apigateway: 'api-gateway',
  cloudformation: 'cloudformation',
  dynamodb: 'dynamodb',
  elbv2: 'elastic-load-balancing-v2',
  secretsmanager: 'secrets-manager',
  ssm: 'ssm',
  sts: 'sts',
};

/** Options that every `aws` command has. */
const GLOBAL = ['--region', '--query', '--output'];

/**
 * Reads the options of an `aws` command from the model of the service's client: the command line derives its names from it.
 *
 * @param service such as `dynamodb`
 * @param operation such as `delete-table`
 * @returns the options; undefined if no client of the service is a dependency
 * @throws Error for an operation that the service does not have
 */
export async function awsOptions(service: string, operation: string): Promise<ReadonlySet<string> | undefined> {
  const name = PACKAGES[service];
  if (name === undefined) return undefined;
  const client: Readonly<Record<string, unknown>> = await import(`@aws-sdk/client-${name}`);
  // A schema of Smithy: an operation has its input as the fifth member, a structure the names of its members.
  const schema = client[`${pascalCase(operation)}$`];
  if (!Array.isArray(schema)) throw new Error(`${service} has no operation ${operation}`);
  const input: unknown = typeof schema[4] === 'function' ? schema[4]() : schema[4];
  const members: readonly unknown[] = Array.isArray(input) && Array.isArray(input[4]) ? input[4] : [];
  return new Set([...GLOBAL, ...members.flatMap((member) => optionsFor(String(member)))]);
}

function optionsFor(member: string): readonly string[] {
  const name = member.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '-').toLowerCase();
  return [`--${name}`, `--no-${name}`];
}

function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
