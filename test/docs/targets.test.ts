import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readDocuments } from '../../lambda/catalog/publish/index.ts';
import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { endpointOf } from '../../lambda/targets/aws/endpoint.ts';
import { targets } from '../../lambda/targets/index.ts';
import type { Part } from '../../lambda/targets/parts.ts';
import { targetTypes } from '../../lambda/targets/publish.ts';
import type { TargetEnvironment } from '../../lambda/targets/types.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../e2e/support/directories.ts';
import { type FakeLambdaApi, startLambdaApi } from '../lambda/targets/lambda/lambda-api.ts';
import { awsEnvironment, listing, textOf } from '../lambda/targets/lambda/support.ts';
import { allParts, callContext, environment } from '../lambda/targets/support.ts';
import { type Account, startAccount } from './support/account.ts';
import { blocks, type Example, examplesOf, fencesOf, readPage } from './support/document.ts';
import { type Hosts, startHosts } from './support/http.ts';
import { keysOf, keysUsed } from './support/keys.ts';
import { type Orders, startOrders } from './support/orders.ts';

/** The page of each target type. */
const pages = Object.fromEntries(Object.keys(targetTypes).map((type) => [type, readPage(`targets/${type}.md`)]));
const examples = Object.values(pages).flatMap((page) => examplesOf(page));
const documents = examples.map(({ yaml }): JsonObject => parse(yaml));

const AWS_HOSTS = ['sqs', 'lambda', 'logs', 'states', 'bedrock-runtime', 'events', 'athena', 'rds-data'].map(
  (service) => `${service}.eu-central-1.amazonaws.com`,
);
const HOSTS = ['api.example.com', 'login.example.com', 'archive.example.com', ...AWS_HOSTS];
const SECRETS = {
  'spillway/test/docs/token': 's3cr3t-token',
  'spillway/test/docs/client': '{"password":"s3cr3t-word"}',
  'spillway/test/docs/app': generateKeyPairSync('rsa', {
    modulusLength: 2048,
    ...{ publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } },
  }).privateKey,
};

describe('docs/targets', () => {
  let hosts: Hosts;
  let account: Account;
  let orders: Orders;
  let lambdaApi: FakeLambdaApi;
  let scratch: TemporaryDirectory;
  let stage: TargetEnvironment;
  let answer = '';

  beforeAll(async () => {
    const items = fencesOf(pages.dynamodb ?? '').find(({ kind }) => kind === 'json items');
    hosts = await startHosts(HOSTS);
    account = await startAccount(SECRETS);
    orders = await startOrders(JSON.parse(items?.content ?? '[]'));
    lambdaApi = await startLambdaApi(
      Object.fromEntries(['rank', 'report'].map((name) => [name, ({ write }) => write(`${answer}\n`)])),
    );
    scratch = await temporaryDirectory();
    Object.assign(process.env, awsEnvironment(lambdaApi.endpoint), {
      AWS_ENDPOINT_URL_DYNAMODB: orders.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: account.endpoint,
      AWS_ENDPOINT_URL_STS: account.endpoint,
    });
    const { aws } = environment();
    stage = environment({
      aws: {
        ...aws,
        functions: Object.fromEntries(['rank', 'report'].map(listing)),
        tables: { orders: { table: orders.table, writable: true } },
        roles: { reports: 'arn:aws:iam::123456789012:role/reports' },
      },
    });
  });
  afterAll(async () => {
    await Promise.all([hosts.close(), account.close(), orders.stop(), lambdaApi.close(), scratch.remove()]);
  });

  /** Publishes a document as far as `spillway validate` does, and returns it as it would be stored. */
  async function validate(yaml: string): Promise<JsonObject> {
    const file = join(scratch.path, 'tool.yaml');
    await writeFile(file, yaml);
    const [document] = await readDocuments([file], targetTypes);
    return JSON.parse(JSON.stringify(document));
  }

  /** Calls an example's tool as the page says. */
  async function run(example: Example): Promise<readonly Part[]> {
    const document = await validate(hosts.local(example.yaml));
    const { target, name, input, output, annotations } = document;
    if (!isJsonObject(target) || !isJsonObject(input)) throw new Error('a tool has a target and an input');
    const { type } = target;
    const prepare = targets[String(type)];
    if (prepare === undefined) throw new Error(`there is no target ${type}`);
    [answer = ''] = blocks(example, 'text answer');
    hosts.expect(blocks(example, 'http request'), responsesOf(example));
    const tool = {
      name: String(name),
      input,
      target: { ...target, ...ownUrl(target), type: String(type) },
      ...(isJsonObject(output) && { output }),
      ...(isJsonObject(annotations) && { annotations }),
    };
    const args: JsonObject = JSON.parse(blocks(example, 'json arguments')[0] ?? '{}');
    return allParts(prepare(tool, stage)(args, callContext({ server: 'docs', secretHosts: () => hosts.places })));
  }

  /** AWS's own endpoint is not in a document: it is here, on loopback. */
  function ownUrl({ type, url, request: given, statement, region }: JsonObject): JsonObject {
    const request = isJsonObject(statement) ? statement.start : given;
    if (type !== 'aws' || url !== undefined || !isJsonObject(request)) return {};
    return { url: hosts.local(endpointOf({ host: String(request.host) }, String(region)).url) };
  }

  test.each(examples.map((example, index) => [String(documents[index]?.name), example]))(
    'its tool %s is valid, asks what it says and answers what it says',
    async (_, example) => {
      await validate(example.yaml);
      const before = lambdaApi.invocations.length;
      const parts = await run(example);
      expect(hosts.problems()).toEqual([]);

      const [event] = blocks(example, 'json event');
      if (event !== undefined) expect(lambdaApi.invocations[before]?.event).toMatchObject(JSON.parse(event));
      const partials = parts.flatMap((part) => (part.type === 'partial' ? [hosts.shown(textOf(part))] : []));
      expect(partials.join('\n')).toBe(blocks(example, 'text partials')[0] ?? '');
      const [result, text] = [blocks(example, 'json result')[0], blocks(example, 'text result')[0]];
      const last = parts.at(-1);
      if (last?.type !== 'result') throw new Error('a call ends with its result');
      if (result !== undefined)
        expect(JSON.parse(hosts.shown(JSON.stringify(last.result)))).toEqual(JSON.parse(result));
      else expect(hosts.shown(textOf(last.result).replaceAll('|', ''))).toBe(text);
    },
  );

  describe.each(Object.entries(targetTypes))('the page of target type %s', (type, { schema }) => {
    // Credentials are the same for every type that sends them, and described once.
    const keys = keysOf(schema).filter((key) => type === 'http' || !key.startsWith('auth.'));
    const page = pages[type] ?? '';

    test('has a row for every key, and for no other', () => {
      const rows = [...page.matchAll(/^\| (`[^|]*?) +\|/gm)].flatMap(([, cell = '']) =>
        [...cell.matchAll(/`(.+?)`/g)].map(([, key = '']) => key),
      );
      expect(rows.toSorted()).toEqual([...keys].sort());
    });

    test('uses every key in an example', () => {
      const own = examplesOf(page).map(({ yaml }): JsonObject => parse(yaml));
      const used = new Set(
        own.flatMap(({ target }) => (isJsonObject(target) && target.type === type ? keysUsed(target, schema) : [])),
      );
      expect(keys.filter((key) => !used.has(key))).toEqual([]);
    });
  });
});

function responsesOf({ fences }: Example) {
  return fences
    .filter(({ kind }) => kind.startsWith('http response'))
    .map(({ kind, content }) => ({ words: content, base64: kind.endsWith('base64') }));
}
