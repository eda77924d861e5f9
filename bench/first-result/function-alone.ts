import { dirname } from 'node:path';
import { bundleFunction } from '../../lib/bundle.ts';
import { FunctionPool } from '../../local/lambda/index.ts';
import { bundleBench } from '../support/bundle.ts';
import { apiGatewayEvent } from '../support/events.ts';
import { SETTINGS } from '../support/settings.ts';
import { tableEnvironment } from '../support/table.ts';
import { callRequest } from './agent.ts';
import { AGENT_SERVER, ORDERS_TABLE } from './catalog.ts';
import type { Receive } from './first-row.ts';

/** A function whose responses are read at the Runtime API. */
export interface FunctionAlone {
  readonly receive: Receive;
  stop(): Promise<void>;
}

/** The tables of {@link openStreamFunction}. */
export interface Tables {
  /** Name of the catalogue's table. */
  readonly table: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Endpoint of all tables. */
  readonly endpoint: string;
}

/** Starts the stream function as a stage deploys it. */
export async function openStreamFunction({ table, endpoint, credentials }: Tables): Promise<FunctionAlone> {
  const { directory } = await bundleFunction('stream');
  const aws = { ...SETTINGS.aws, tables: { orders: { table: ORDERS_TABLE, writable: false } } };
  return open(directory, 'index.handler', {
    ...tableEnvironment(endpoint),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    SPILLWAY_SETTINGS: JSON.stringify({ ...SETTINGS, table, aws }),
  });
}

/** Starts a function that forwards an upstream's response. */
export async function openPipe(upstream: string): Promise<FunctionAlone> {
  const { path } = await bundleBench('functions/pipe.ts');
  return open(dirname(path), 'functions-pipe.handler', { UPSTREAM: upstream });
}

function open(codeDirectory: string, handler: string, environment: Readonly<Record<string, string>>): FunctionAlone {
  const lines: string[] = [];
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:alone';
  const spec = { name: 'alone', label: 'alone', arn, codeDirectory, handler, environment };
  const limits = { memoryMb: 512, timeoutSeconds: 30, concurrency: 1, isReserved: true };
  const place = { region: 'us-east-1', logGroup: '/aws/lambda/alone', roleArn: undefined };
  const pool = new FunctionPool({ ...spec, ...limits, ...place }, (line) => lines.push(line));
  const receive: Receive = async ({ tool: name, args }, way) => {
    const { headers, body } = callRequest(name, args, way);
    const request = { id: 1, method: 'tools/call', params: { name, arguments: args }, server: AGENT_SERVER } as const;
    const event = { ...apiGatewayEvent(request), headers, multiValueHeaders: null, body };
    const response = await pool.invoke(JSON.stringify(event), arn);
    return firstLineOf(response.body, lines);
  };
  return { receive, stop: () => pool.stop() };
}

/** @returns when the first line was complete; resolves at the end of the body */
function firstLineOf(body: NodeJS.ReadableStream, lines: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    let firstAt: number | undefined;
    body.on('data', (chunk: Buffer) => {
      if (chunk.includes('\n')) firstAt ??= performance.now();
    });
    body.on('error', reject);
    body.on('end', () => {
      if (firstAt === undefined) reject(new Error(`the function returned no line:\n${lines.join('\n')}`));
      else resolve(firstAt);
    });
  });
}
