import {
  FunctionPool,
  type FunctionResponse,
  type FunctionSpec,
  type FunctionPool as Pool,
} from '../../../local/lambda/index.ts';
import type { Scratch } from './scratch.ts';

/** A pool of one function written for a test, and the lines that it wrote. */
export interface TestFunction {
  readonly pool: Pool;
  readonly lines: string[];
  invoke(event?: unknown): Promise<FunctionResponse>;
}

/** Starts no process yet: the first call does. */
export function testFunction(
  directory: Scratch,
  name: string,
  code: string,
  changes: Partial<FunctionSpec> = {},
): TestFunction {
  directory.write(`${name}/index.mjs`, code);
  const lines: string[] = [];
  const arn = `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;
  const spec: FunctionSpec = {
    name,
    label: name,
    arn,
    codeDirectory: directory.inside(name),
    handler: 'index.handler',
    memoryMb: 256,
    timeoutSeconds: 5,
    concurrency: 10,
    isReserved: false,
    region: 'eu-west-1',
    logGroup: `/aws/lambda/${name}`,
    roleArn: undefined,
    environment: { GREETING: 'hello' },
    ...changes,
  };
  const pool = new FunctionPool(spec, (line) => lines.push(line));
  return { pool, lines, invoke: (event = {}) => pool.invoke(JSON.stringify(event), `${arn}:live`) };
}

/** The whole response as text. */
export async function textOf(response: FunctionResponse): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response.body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
