import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type TemporaryDirectory, temporaryDirectory } from './support/directories.ts';
import { freePort, isListening } from './support/ports.ts';
import { descendantsOf, isRunning } from './support/processes.ts';
import { modern, modernCall, post } from './support/requests.ts';

const START = fileURLToPath(new URL('../../bin/spillway-local.cjs', import.meta.url));

const SERVICE = `
import { createServer } from 'node:http';
createServer((_, response) => response.setHeader('content-type', 'application/json').end('{"word":"hello"}'))
  .listen(process.env.PORT, '127.0.0.1');
`;
const localYaml = (port: number): string => `services: [{ name: parrot, run: parrot.mjs, port: ${port}, ready: / }]`;
const toolYaml = (port: number): string => `
kind: Tool
server: parrot
name: talk
description: Says what the service says.
input: { type: object }
target: { type: http, url: "http://127.0.0.1:${port}/", result: "{% $response.body.word %}" }
`;

/** What `npm start -- --json` prints once it is ready. */
interface Ready {
  readonly endpoint: string;
  readonly servers: readonly string[];
  readonly table: string;
  readonly tableEndpoint: string;
}

/** A whole start and stop, on a machine that is busy with other tests. */
const SLOW_MS = 60_000;

describe('Ctrl-C', () => {
  let directory: TemporaryDirectory;
  let servicePort: number;
  let state: string;
  let started: ChildProcess | undefined;

  beforeEach(async () => {
    directory = await temporaryDirectory();
    servicePort = await freePort();
    state = join(directory.path, '.spillway');
    const story = join(directory.path, 'story');
    await mkdir(story);
    await writeFile(join(story, 'parrot.mjs'), SERVICE);
    await writeFile(join(story, 'local.yaml'), localYaml(servicePort));
    await writeFile(join(story, 'talk.yaml'), toolYaml(servicePort));
  });
  afterEach(async () => {
    if (started?.exitCode === null && started.signalCode === null) {
      const exited = once(started, 'exit');
      started.kill('SIGTERM');
      await exited;
    }
    await directory.remove();
  });

  /** Does what `npm start -- --json` does, in a process group of its own as a terminal gives it. */
  function start(): ChildProcess {
    const story = join(directory.path, 'story');
    const options = ['--port', '0', '--catalog', story, '--state', state, '--fresh', '--json'];
    started = spawn(process.execPath, [START, ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    return started;
  }

  async function ready(stack: ChildProcess): Promise<Ready> {
    if (stack.stdout === null) throw new Error('The stack has no standard output');
    const ended = once(stack, 'exit').then(([code]) => {
      throw new Error(`The stack ended with ${code} before it was ready`);
    });
    const [line] = await Promise.race([once(createInterface({ input: stack.stdout }), 'line'), ended]);
    return JSON.parse(line);
  }

  /** What a terminal does at Ctrl-C: a signal for every process of the foreground group. */
  async function interrupt(stack: ChildProcess): Promise<number | null> {
    const exited = once(stack, 'exit');
    process.kill(-Number(stack.pid), 'SIGINT');
    const [code] = await exited;
    return code;
  }

  test(
    'leaves nothing running: no process, no port, no lock',
    async () => {
      const stack = start();
      const { endpoint, servers, tableEndpoint } = await ready(stack);
      await post(`${endpoint}/mcp/parrot`, modern('tools/list'));
      const { text } = await post(`${endpoint}/mcp/parrot`, modernCall('talk'));
      const children = descendantsOf(Number(stack.pid));
      const ports = [servicePort, ...[endpoint, tableEndpoint].map((url) => Number(new URL(url).port))];

      const code = await interrupt(stack);

      expect(servers).toEqual(['parrot']);
      expect(text).toMatch('hello');
      // Two functions and the service at least.
      expect(children.length).toBeGreaterThanOrEqual(3);
      expect(code).toBe(0);
      expect(children.filter(isRunning)).toEqual([]);
      expect(await Promise.all(ports.map(isListening))).toEqual(ports.map(() => false));
      expect(existsSync(join(state, 'local.json'))).toBe(false);
    },
    SLOW_MS,
  );

  test(
    'while it is still starting leaves nothing running either',
    async () => {
      const stack = start();
      await untilServed(servicePort);
      const children = descendantsOf(Number(stack.pid));

      await interrupt(stack);

      expect(children.length).toBeGreaterThan(0);
      // The CDK app that was at work ends by itself, a moment later.
      await untilGone(children);
      expect(await isListening(servicePort)).toBe(false);
    },
    SLOW_MS,
  );
});

/** Waits for the service itself: before it, the stack opens the port for a moment to see whether it is free. */
async function untilServed(port: number): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await isServed(port))) {
    if (Date.now() > deadline) throw new Error(`Nothing listens on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilGone(pids: readonly number[]): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (pids.some(isRunning)) {
    if (Date.now() > deadline) throw new Error(`Still running: ${pids.filter(isRunning).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isServed(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    async (response) => (await response.text()) !== '',
    () => false,
  );
}
