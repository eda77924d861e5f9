import { arnProblems } from '../../../../lib/config/checks/index.ts';

const STAGE = {
  region: 'cn-north-1',
  edge: {},
  existingFunctions: {},
  tables: {},
  awsRoles: {},
  kms: {},
  functions: {},
};

const problems = (stage: Partial<Parameters<typeof arnProblems>[0]>) =>
  arnProblems({ ...STAGE, ...stage }).map(({ path, message }) => `${path.join('.')}: ${message}`);

const PARTITION = 'expected an ARN that begins with arn:aws-cn:, the partition of cn-north-1';

test('an ARN of another partition is refused in every key that takes one', () => {
  const permissions = [{ resources: ['*', 'arn:aws-cn:s3:::a', 'arn:aws:s3:::b'] }];

  expect(
    problems({
      edge: { certificateArn: 'arn:aws:acm:cn-north-1:111122223333:certificate/1' },
      existingFunctions: { report: 'arn:aws:lambda:cn-north-1:111122223333:function:report' },
      tables: { a: { table: 'orders' }, b: { table: 'arn:aws:dynamodb:cn-north-1:111122223333:table/orders' } },
      awsRoles: { reports: 'arn:aws:iam::111122223333:role/reports' },
      kms: { keyArn: 'arn:aws:kms:cn-north-1:111122223333:key/1' },
      functions: { stream: {}, rank: { permissions } },
    }),
  ).toEqual([
    `edge.certificateArn: ${PARTITION}`,
    `existingFunctions.report: ${PARTITION}`,
    `tables.b.table: ${PARTITION}`,
    `awsRoles.reports: ${PARTITION}`,
    `kms.keyArn: ${PARTITION}`,
    `functions.rank.permissions.0.resources.2: ${PARTITION}`,
  ]);
});

test('an ARN of another Region is refused where the resource must be near; roles are global', () => {
  const [function_, key] = ['lambda:us-east-1:111122223333:function:report', 'kms:us-east-1:111122223333:key/1'];

  expect(
    problems({
      existingFunctions: { report: `arn:aws:${function_}` },
      kms: { keyArn: `arn:aws:${key}` },
      awsRoles: { reports: 'arn:aws-cn:iam::111122223333:role/reports' },
    }),
  ).toEqual([
    "existingFunctions.report: expected an ARN in the stage's Region, cn-north-1",
    "kms.keyArn: expected an ARN in the stage's Region, cn-north-1",
  ]);
});

test('a certificate of another account is refused on a stage that names its account; a key may be of another', () => {
  const edge = { certificateArn: 'arn:aws-cn:acm:cn-north-1:111122223333:certificate/1' };
  const kms = { keyArn: 'arn:aws-cn:kms:cn-north-1:111122223333:key/1' };

  expect(problems({ edge, kms })).toEqual([]);
  expect(problems({ edge, kms, account: '444455556666' })).toEqual([
    "edge.certificateArn: expected an ARN in the stage's account, 444455556666",
  ]);
});
