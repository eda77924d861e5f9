import { parseArgs } from 'node:util';
import { UsageError } from './errors.ts';
import type { StreamingFaults } from './private-api/index.ts';

/** The parsed options, defaults included. */
export interface CommandLine {
  readonly port: number;
  readonly stage: string;
  readonly catalog: readonly string[] | undefined;
  readonly watch: boolean;
  readonly auth: boolean;
  readonly fresh: boolean;
  readonly json: boolean;
  readonly stateDirectory: string;
  readonly faults: StreamingFaults;
  readonly help: boolean;
}

export const USAGE = `Usage: npm start -- [options]

  --port N       port of the load balancer on loopback; 0 takes a free one (default 8787)
  --stage NAME   stage to synthesize, from config/NAME.yaml (default dev)
  --catalog DIR  directory of catalogue documents; repeatable (default: the folders of examples/ but apis)
  --watch        publish documents, and run toolkit functions and services anew, as they are saved
  --auth         require credentials: print a key, and start an authorization server
  --fresh        start with empty tables and new generated secrets
  --json         print one line of JSON when ready, instead of text
  --state DIR    directory of tables, secrets and templates (default .spillway)
  --help         print this help

  What AWS is reported to do to streamed responses, to try a stage against it:
  --aws-holds-small-chunks      hold a chunk under 15 KB until the next one, or the end
  --aws-never-ends-empty        never end a response that has no byte of payload
  --aws-renames-content-length  rename Content-Length, so that it does not end an empty response

Examples:
  npm start
  npm start -- --catalog my-tools --watch
  npm start -- --port 8080 --fresh
  npm start -- --auth
  npm start -- --stage prod --catalog tools --state .spillway/prod`;

const OPTIONS = {
  port: { type: 'string', default: '8787' },
  stage: { type: 'string', default: 'dev' },
  catalog: { type: 'string', multiple: true },
  watch: { type: 'boolean', default: false },
  auth: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  state: { type: 'string', default: '.spillway' },
  help: { type: 'boolean', default: false },
  'aws-holds-small-chunks': { type: 'boolean', default: false },
  'aws-never-ends-empty': { type: 'boolean', default: false },
  'aws-renames-content-length': { type: 'boolean', default: false },
} as const;

/** @throws UsageError for an unknown option or an invalid value */
export function readCommandLine(words: readonly string[]): CommandLine {
  const { port, stage, catalog, watch, auth, fresh, json, state, help, ...values } = parse(words);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new UsageError(`--port ${port}: expected a port number from 0 to 65535`);
  if (!/^[a-z0-9-]+$/.test(stage))
    throw new UsageError(`--stage ${stage}: expected the name of a stage file in config/, without its extension`);
  const faults = {
    holdsSmallChunks: values['aws-holds-small-chunks'],
    neverEndsEmpty: values['aws-never-ends-empty'],
    renamesContentLength: values['aws-renames-content-length'],
  };
  return { port: Number(port), stage, catalog, watch, auth, fresh, json, stateDirectory: state, faults, help };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
