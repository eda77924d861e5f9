import { createStart } from '../../../lambda/aws/index.ts';
import {
  type AwsServer,
  answers,
  functionEnvironment,
  rightAuthorization,
  startAwsServer,
} from '../../support/aws-server.ts';

const ARN = 'arn:aws:lambda:us-west-2:123456789012:function:worker:live';

describe('starting a function', () => {
  let server: AwsServer;
  beforeEach(async () => {
    server = await startAwsServer();
    server.behaviours = [answers(202, '')];
  });
  afterEach(() => server.close());

  test('hands it the event, signed for the Region of its ARN', async () => {
    await createStart(ARN, functionEnvironment(server.endpoint))('{"task":"é"}');

    const [seen] = server.seen;
    expect(seen).toMatchObject({
      method: 'POST',
      path: '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-west-2%3A123456789012%3Afunction%3Aworker%3Alive/invocations',
      body: '{"task":"é"}',
      headers: { 'x-amz-invocation-type': 'Event' },
    });
    expect(seen?.headers.authorization).toContain('/us-west-2/lambda/aws4_request');
    expect(seen?.headers.authorization).toBe(seen && (await rightAuthorization(seen)));
  });

  test.each(["it's (a) name*!", 'ü/%2F', 'plain'])('the name %s is signed as it is sent', async (name) => {
    await createStart(name, functionEnvironment(server.endpoint))('{}');
    const [seen] = server.seen;
    expect(decodeURIComponent(seen?.path.split('/')[3] ?? '')).toBe(name);
    expect(seen?.headers.authorization).toBe(seen && (await rightAuthorization(seen)));
  });

  test('waits for a Lambda that is busy, and tells what it refuses by its header', async () => {
    const refusal = (type: string, status: number) =>
      answers(status, '{"Type":"User","Message":"secret detail"}', { 'x-amzn-errortype': `${type}:http://x/` });
    server.behaviours = [refusal('TooManyRequestsException', 429), answers(503, ''), answers(202, '')];
    await createStart(ARN, functionEnvironment(server.endpoint))('{}');
    expect(server.seen).toHaveLength(3);

    server.behaviours = [refusal('ResourceNotFoundException', 404)];
    await expect(createStart(ARN, functionEnvironment(server.endpoint))('{}')).rejects.toThrow(
      /^Invoke was refused: ResourceNotFoundException$/,
    );
  });
});
