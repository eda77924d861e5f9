import { isJsonObject, type JsonObject, V2026 } from '../../lambda/mcp/index.ts';
import { CredentialsRefused, McpClientError, ServerBusy, ServerUnreachable } from '../errors/index.ts';
import { type Endpoint, orAborted } from '../http/index.ts';
import { failureResponse } from './exchange.ts';
import { isBrowser } from './runtime.ts';
import { UnauthorizedError } from './unauthorized-error.ts';

/** How long a server is known, whatever its `ttlMs`: the revision that it speaks changes with its deployment. */
const KNOWN_MS = 300_000;
const MAX_KNOWN = 100;
const METHOD_NOT_FOUND = -32601;
const INTERNAL_ERROR = -32603;
const UNSUPPORTED_VERSION = -32022;

interface Known {
  /** The response to `server/discover`. */
  readonly response: JsonObject;
  readonly untilMs: number;
}

/** What is known in this process, by URL, and except for a public result, also by the headers of the caller. */
const knownServers = new Map<string, Known>();

/**
 * Finds out whether a server speaks 2026-07-28, once for each server and process.
 *
 * @param ask sends `server/discover`
 * @returns the response to it. An error response if the server does not know the method, whatever it sent instead
 * @throws CredentialsRefused, ServerBusy, ServerUnreachable
 * @throws the signal's reason, when it aborts
 */
export async function discover(
  endpoint: Endpoint,
  ask: () => Promise<JsonObject>,
  signal: AbortSignal,
): Promise<JsonObject> {
  const url = endpoint.url;
  const known = find(url) ?? find(await orAborted(ownKey(endpoint), signal));
  if (known !== undefined) return known;
  let response = await askOnce(ask);
  if (offersSame(response)) response = await askOnce(ask);
  if (mayPass(response)) return response;
  const { result } = response;
  // A refusal may be about what this caller sends.
  const isPublic = isJsonObject(result) && result.cacheScope === 'public';
  // The key comes after the response: credentials may have been renewed meanwhile.
  remember(isPublic ? url : await orAborted(ownKey(endpoint), signal), response);
  return response;
}

/** Returns the result of `server/discover` if the server speaks 2026-07-28. */
export function modernResult({ result }: JsonObject): JsonObject | undefined {
  if (!isJsonObject(result) || !Array.isArray(result.supportedVersions)) return undefined;
  return result.supportedVersions.includes(V2026) ? result : undefined;
}

/** Forgets a server that has changed. */
export function forget(url: string): void {
  for (const key of knownServers.keys()) if (key === url || key.startsWith(`${url}\n`)) knownServers.delete(key);
}

async function askOnce(ask: () => Promise<JsonObject>): Promise<JsonObject> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof McpClientError) || isFinal(error)) throw error;
    // Older servers respond to a method that they do not know in any way: with 404, 500, or a page.
    return failureResponse(undefined, error, METHOD_NOT_FOUND);
  }
}

/** Whether the failure may be gone the next time. */
function mayPass({ error }: JsonObject): boolean {
  if (!isJsonObject(error)) return false;
  const name = isJsonObject(error.data) ? error.data.name : undefined;
  return error.code === INTERNAL_ERROR || name === 'ServerFailed' || name === 'StreamCut';
}

/** Whether a server refuses this revision and names it as supported, as one that is being deployed may do. */
function offersSame({ error }: JsonObject): boolean {
  if (!isJsonObject(error) || error.code !== UNSUPPORTED_VERSION || !isJsonObject(error.data)) return false;
  return Array.isArray(error.data.supported) && error.data.supported.includes(V2026);
}

/** Whether `initialize` would fail in the same way. */
function isFinal(error: McpClientError): boolean {
  // In browsers, the preflight of an older server may forbid the headers of this revision.
  if (error instanceof ServerUnreachable) return !isBrowser();
  return error instanceof CredentialsRefused || error instanceof UnauthorizedError || error instanceof ServerBusy;
}

async function ownKey({ url, headers }: Endpoint): Promise<string> {
  return `${url}\n${JSON.stringify(await headers())}`;
}

function find(key: string): JsonObject | undefined {
  const known = knownServers.get(key);
  if (known === undefined || known.untilMs > Date.now()) return known?.response;
  knownServers.delete(key);
  return undefined;
}

function remember(key: string, response: JsonObject): void {
  if (knownServers.size >= MAX_KNOWN) {
    for (const oldest of knownServers.keys()) {
      knownServers.delete(oldest);
      break;
    }
  }
  knownServers.set(key, { response, untilMs: Date.now() + KNOWN_MS });
}
