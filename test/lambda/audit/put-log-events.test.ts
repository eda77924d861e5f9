import { openCallAudit } from '../../../lambda/audit/calls/index.ts';
import { createLog } from '../../../lambda/telemetry/index.ts';
import {
  type AwsServer,
  answers,
  functionEnvironment,
  refuses,
  rightAuthorization,
  startAwsServer,
} from '../../support/aws-server.ts';

const SETTINGS = {
  logGroup: 'Spillway-prod-CallAudit',
  logStream: 'calls',
  digestSecret: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:DigestKey-AbCdEf',
};
const CALL = {
  principal: { kind: 'key', id: 'key:7Hq2vB0xYkTm' },
  server: 'orders',
  method: 'tools/call',
  name: 'find',
} as const;

let aws: AwsServer;
beforeEach(async () => {
  aws = await startAwsServer();
});
afterEach(() => aws.close());

const open = () =>
  openCallAudit(SETTINGS, { now: Date.now, log: createLog(() => {}), environment: functionEnvironment(aws.endpoint) });

test('a record is one signed PutLogEvents to the one stream; a call without arguments reads no key', async () => {
  await open().allowed(CALL);

  const [seen, ...others] = aws.seen;
  expect(others).toEqual([]);
  expect(seen?.headers['x-amz-target']).toBe('Logs_20140328.PutLogEvents');
  expect(seen?.headers.authorization).toBe(seen && (await rightAuthorization(seen)));
  const { logGroupName, logStreamName, logEvents } = JSON.parse(seen?.body ?? '');
  expect([logGroupName, logStreamName]).toEqual([SETTINGS.logGroup, 'calls']);
  expect(logEvents).toEqual([{ timestamp: expect.any(Number), message: expect.stringContaining('"allowed"') }]);
});

test.each([
  ['is refused', refuses('AccessDeniedException')],
  ['rejects the lines', answers(200, '{"rejectedLogEventsInfo":{"tooNewLogEventStartIndex":0}}')],
])('a record that CloudWatch Logs %s keeps the call from running', async (_what, behaviour) => {
  aws.behaviours = [behaviour];

  await expect(open().allowed(CALL)).rejects.toMatchObject({ name: 'StateUnavailable' });
});

test('a key that is not there keeps a call with arguments from running', async () => {
  aws.behaviours = [refuses('ResourceNotFoundException')];

  await expect(open().allowed({ ...CALL, argumentsDigest: 'x' })).rejects.toMatchObject({
    name: 'StateUnavailable',
    message: expect.stringContaining('has no text'),
  });
  expect(aws.seen.map(({ headers }) => headers['x-amz-target'])).not.toContain('Logs_20140328.PutLogEvents');
});
