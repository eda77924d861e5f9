/**
 * The runtime in a function's process: the behaviour of Lambda's Node.js runtime interface client that functions can observe.
 * It fetches invocations from the Runtime API, calls the handler and posts the response.
 *
 * AWS: "Using the Lambda runtime API for custom runtimes" and "Response streaming for Lambda functions". Not emulated: the
 * freeze between invocations, callback-style handlers (`nodejs24.x` has none), and extensions.
 */
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, writeSync } from 'node:fs';
import http from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const HIGH_WATER_MARK = Symbol.for('aws.lambda.runtime.handler.streaming.highWaterMark');
const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';
const API = '/2018-06-01/runtime';
const LIFETIME_ERROR_EXIT = 129;
/** Descriptor on which the local stack reads which invocations this process received, and that upstream requests were retried. */
const RECEIPTS = 3;

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
/** Shows the Runtime API that a request is this process's own: tools of other functions can reach the port. */
const KEY = { 'Spillway-Runtime-Key': process.env.SPILLWAY_RUNTIME_KEY };
delete process.env.SPILLWAY_RUNTIME_KEY;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

/** The current invocation, for uncaught errors. */
let current;

globalThis.awslambda = {
  streamifyResponse(handler, options) {
    handler[STREAMING] = 'response';
    if (options?.highWaterMark !== undefined) handler[HIGH_WATER_MARK] = Number(options.highWaterMark);
    return handler;
  },
  HttpResponseStream: {
    // The first write sends the metadata; as on Lambda, `end()` alone does not.
    from(stream, metadata) {
      stream.setContentType(PRELUDE_TYPE);
      stream._onBeforeFirstWrite = (write) => {
        write(JSON.stringify(metadata));
        write(new Uint8Array(8));
      };
      return stream;
    },
  },
};

// Exits with the local stack, even after a SIGKILL and whatever the handler waits for.
connect(Number(port), hostname).on('error', exit).on('close', exit).unref();

subscribe('spillway:upstream-retry', () => {
  if (current !== undefined) writeSync(RECEIPTS, `retry ${current.context.awsRequestId}\n`);
});

process.on('uncaughtException', (error) => void die('Runtime.UncaughtException', error));
process.on('unhandledRejection', (error) => void die('Runtime.UnhandledPromiseRejection', error));

async function main() {
  let handler;
  try {
    handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
  } catch (error) {
    console.error(error);
    await post(`${API}/init/error`, describe(error));
    process.exit(1);
  }
  for (;;) {
    const invocation = await next();
    current = invocation;
    await (handler[STREAMING] ? runStreaming(handler, invocation) : runBuffered(handler, invocation));
    current = undefined;
  }
}

async function loadHandler(root, name) {
  const [, file, property] = /^(.+)\.([^.]+)$/.exec(name) ?? [];
  const path = ['', '.js', '.mjs', '.cjs'].map((extension) => join(root, `${file}${extension}`)).find(existsSync);
  if (path === undefined) throw namedError('Runtime.ImportModuleError', `Cannot find module '${file}'`);
  const module = await import(pathToFileURL(path).href);
  const handler = module[property] ?? module.default?.[property];
  if (typeof handler === 'function') return handler;
  throw namedError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
}

async function runBuffered(handler, { event, context, path }) {
  try {
    const result = await handler(event, context);
    const text = JSON.stringify(result === undefined ? null : result);
    await post(`${path}/response`, text);
  } catch (error) {
    await fail(path, error);
  }
}

async function runStreaming(handler, { event, context, path }) {
  const { stream, request, done } = openResponse(path, handler[HIGH_WATER_MARK]);
  try {
    const result = handler(event, stream, context);
    if (typeof result?.then !== 'function') {
      throw namedError('Runtime.StreamingError', 'A streaming handler must return a promise');
    }
    await result;
    // As on Lambda, a stream that is not ended keeps the invocation open until its timeout.
    await done;
  } catch (error) {
    if (!request.headersSent && !stream.writableEnded) {
      request.on('error', () => undefined);
      request.destroy();
      await fail(path, error);
    } else {
      console.error(error);
      endWithErrorTrailers(request, error);
      await done;
    }
  }
}

/** Opens the response stream of a handler: a request to the Runtime API with the methods that Lambda exposes. */
function openResponse(path, highWaterMark) {
  const headers = {
    ...KEY,
    'Content-Type': 'application/octet-stream',
    'Lambda-Runtime-Function-Response-Mode': 'streaming',
    'Transfer-Encoding': 'chunked',
    Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
  };
  const options = highWaterMark === undefined ? {} : { highWaterMark };
  const request = http.request({
    hostname,
    port,
    agent,
    method: 'POST',
    path: `${path}/response`,
    headers,
    ...options,
  });
  const done = new Promise((resolve, reject) => {
    request.on('response', (response) => {
      response.resume();
      response.on('end', resolve);
    });
    request.on('error', reject);
  });
  done.catch(() => undefined);
  return { stream: facade(request), request, done };
}

const FORWARDED_METHODS = [
  'end',
  'destroy',
  'on',
  'once',
  'off',
  'emit',
  'addListener',
  'removeListener',
  'removeAllListeners',
];
const FORWARDED_PROPERTIES = [
  'writable',
  'writableEnded',
  'writableFinished',
  'writableLength',
  'writableHighWaterMark',
  'writableNeedDrain',
  'destroyed',
];

function facade(request) {
  const stream = {
    _onBeforeFirstWrite: undefined,
    setContentType(type) {
      if (request.headersSent) throw namedError('InvalidStreamingOperation', 'Cannot set content-type, too late.');
      request.setHeader('Content-Type', type);
    },
    write(chunk, encoding, callback) {
      const before = stream._onBeforeFirstWrite;
      stream._onBeforeFirstWrite = undefined;
      before?.((part) => request.write(part));
      const isBytes = typeof chunk === 'string' || chunk instanceof Uint8Array;
      return request.write(isBytes ? chunk : JSON.stringify(chunk), encoding, callback);
    },
  };
  for (const name of FORWARDED_METHODS) {
    stream[name] = (...values) => {
      const result = request[name](...values);
      return result === request ? stream : result;
    };
  }
  for (const name of FORWARDED_PROPERTIES) Object.defineProperty(stream, name, { get: () => request[name] });
  return stream;
}

/** Reports an error after the first byte in trailers; the bytes before it stay part of the response. */
function endWithErrorTrailers(request, error) {
  if (request.writableEnded) return;
  const body = describe(error);
  request.addTrailers({
    'Lambda-Runtime-Function-Error-Type': JSON.parse(body).errorType,
    'Lambda-Runtime-Function-Error-Body': Buffer.from(body).toString('base64'),
  });
  request.end();
}

async function next() {
  const { headers, body } = await call('GET', `${API}/invocation/next`);
  const id = headers['lambda-runtime-aws-request-id'];
  // Before the handler runs: an invocation without a receipt can be given to another process.
  writeSync(RECEIPTS, `${id}\n`);
  const deadlineMs = Number(headers['lambda-runtime-deadline-ms']);
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: id,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
  return { event: JSON.parse(body), context, path: `${API}/invocation/${id}` };
}

async function fail(path, error) {
  console.error(error);
  await post(`${path}/error`, describe(error));
}

async function die(type, error) {
  console.error(error);
  const body = JSON.stringify({ ...JSON.parse(describe(error)), errorType: type });
  if (current !== undefined) {
    // Bypasses the agent, whose only socket may be used by the broken stream.
    const path = `${current.path}/error`;
    const request = http.request({ hostname, port, agent: false, method: 'POST', path, headers: KEY });
    request.on('response', (response) => response.resume().on('end', () => process.exit(LIFETIME_ERROR_EXIT)));
    request.on('error', () => process.exit(LIFETIME_ERROR_EXIT));
    request.end(body);
    return;
  }
  process.exit(LIFETIME_ERROR_EXIT);
}

function post(path, body) {
  return call('POST', path, body);
}

function call(method, path, body) {
  return new Promise((resolve) => {
    const content =
      body === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const headers = { ...KEY, ...content };
    const request = http.request({ hostname, port, agent, method, path, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on('error', exit);
    });
    request.on('error', exit);
    request.end(body);
  });
}

/** The local stack has exited. */
function exit() {
  process.exit(0);
}

function describe(error) {
  const isError = error instanceof Error;
  return JSON.stringify({
    errorType: isError ? error.name : typeof error,
    errorMessage: isError ? error.message : String(error),
    trace: isError ? (error.stack ?? '').split('\n') : [],
  });
}

function namedError(name, message) {
  return Object.assign(new Error(message), { name });
}

await main();
