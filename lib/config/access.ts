import { z } from 'zod';
import { name, parseArn } from './values.ts';

const FUNCTION = /^function:[A-Za-z0-9_-]{1,64}(?::[A-Za-z0-9_$-]{1,128})?$/;

/** Existing functions that tools may invoke, by the name that tools use. An ARN with a qualifier allows only that version or alias. */
export const existingFunctions = z.record(
  name,
  z.string().refine(
    (text) => {
      const arn = parseArn(text);
      return arn?.service === 'lambda' && arn.account !== '' && FUNCTION.test(arn.resource);
    },
    {
      error:
        'expected the ARN of a Lambda function, with or without a version or alias, such as ' +
        'arn:aws:lambda:us-east-1:123456789012:function:orders-report:live',
    },
  ),
);

const TABLE = /^[A-Za-z0-9_.-]{3,255}$/;

/**
 * The names of tables that stages create. Access to a catalogue exposes every tool, and the state table holds the tasks and answers
 * of every client, and the audit who changed what.
 */
const OWN_TABLE = /^spillway-[a-z][a-z0-9-]{0,15}-(?:catalog|state|audit)$/;

/** The name of a table given by name or ARN, or undefined if the text is neither. */
function tableName(text: string): string | undefined {
  const arn = parseArn(text);
  if (arn === undefined) return TABLE.test(text) ? text : undefined;
  const [, inArn = ''] = /^table\/(.+)$/.exec(arn.resource) ?? [];
  return arn.service === 'dynamodb' && arn.account !== '' && TABLE.test(inArn) ? inArn : undefined;
}

const table = z.strictObject({
  /** Name of a table in the stage's account and Region, or the ARN of one in its Region. Required. */
  table: z
    .string()
    .refine((text) => tableName(text) !== undefined, {
      error:
        'expected the name of a DynamoDB table or its ARN, such as arn:aws:dynamodb:us-east-1:123456789012:table/orders',
    })
    .refine((text) => !OWN_TABLE.test(tableName(text) ?? ''), {
      error: "expected a table that no stage owns: tools may not reach a stage's catalogue, state or audit",
    }),
  /** Whether tools may also write items. Default false. */
  writable: z.boolean().default(false),
});

/** DynamoDB tables that tools may use, by the name that tools use. */
export const tables = z.record(name, table);

const ROLE = /^role\/[\w+=,.@/-]{1,576}$/;

/** IAM roles that tools may sign requests with, by the name that tools use. */
export const awsRoles = z.record(
  name,
  z.string().refine(
    (text) => {
      const arn = parseArn(text);
      return arn?.service === 'iam' && arn.account !== '' && ROLE.test(arn.resource);
    },
    { error: 'expected the ARN of an IAM role, such as arn:aws:iam::123456789012:role/reports-reader' },
  ),
);

/** The store of the tools' secrets. */
export const secrets = z.strictObject({
  /**
   * `secrets-manager`: secret X of server S is the secret `spillway/{stage}/S/X` of AWS Secrets Manager. `ssm`: it is the
   * parameter `/spillway/{stage}/S/X` of Systems Manager, encrypted with the AWS managed key of the account (alias/aws/ssm).
   * Default secrets-manager.
   */
  store: z.enum(['secrets-manager', 'ssm']).default('secrets-manager'),
});
