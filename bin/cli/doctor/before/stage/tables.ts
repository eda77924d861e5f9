import { tableNames } from '../../../../../lib/names.ts';
import type { Check } from '../../check.ts';
import { expecting } from '../../outcomes.ts';
import { isNamed } from '../aws/index.ts';
import type { BeforeContext } from '../context.ts';
import { isDeployed, stacksOf } from './read-stacks.ts';

/** Whether tables of an earlier deployment have the names of the stage's tables. */
export const tables: Check<BeforeContext> = {
  id: 'tables',
  title: 'Table names',
  async run(context) {
    const names = tableNames(context.stage);
    const { passed, failed } = expecting('The tables belong to the stage, or their names are free.');
    const { data } = await stacksOf(context);
    if (isDeployed(data)) return [passed(`${data.name} exists, and the tables with it.`)];

    const taken: string[] = [];
    for (const name of Object.values(names)) if (await exists(context, name)) taken.push(name);
    if (taken.length === 0) return [passed(`${Object.values(names).join(', ')}: no such tables yet.`)];
    const seen = `${taken.join(', ')}: the account has ${taken.length === 1 ? 'this table' : 'these tables'}, and ${data.name} does not exist.`;
    return [failed(seen, { fix: fixOf(context, taken), key: 'catalog.retain' })];
  },
};

async function exists({ aws }: BeforeContext, name: string): Promise<boolean> {
  const dynamoDb = await aws.dynamoDb();
  try {
    await dynamoDb.describeTable({ TableName: name });
    return true;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return false;
    throw error;
  }
}

/**
 * CloudFormation imports tables that its template retains; the state, whose items expire within a day, is not one of them.
 * AWS: AWSCloudFormation/latest/UserGuide/import-resources-automatically.html
 */
function fixOf({ stage, config }: BeforeContext, taken: readonly string[]): string {
  const { state } = tableNames(stage);
  const { region, catalog } = config;
  const steps: string[] = [];
  if (taken.includes(state)) {
    steps.push(
      `delete ${state}, whose items expire within a day: aws dynamodb delete-table --region ${region} --table-name ${state}`,
    );
  }
  const kept = taken.filter((name) => name !== state);
  if (kept.length > 0) {
    const retain = catalog.retain ? '' : 'set catalog.retain: true, which importing requires, and ';
    steps.push(
      `to take over ${kept.join(' and ')}, ${retain}deploy once with: npm run deploy -- -c stage=${stage} ` +
        '--import-existing-resources; to start with an empty catalogue, back them up and delete them instead',
    );
  }
  const text = steps.join('. Then ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
